/** Walking cell by cell: a path that the person draws, and what it costs so far. */

import { signal } from "@preact/signals-core";
import { walker } from "./reach.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {{path: Cell[], feet: number, odd: number, refused: string}} Walk */

/** The path being drawn, or nothing. */
export const walk = signal(/** @type {Walk | null} */ (null));

export const startWalk = () => (walk.value = { path: [], feet: 0, odd: 0, refused: "" });
export const dropWalk = () => (walk.value = null);

/** Adds a neighbouring cell, where the creature can go. Going back where one came from takes the last step back. @param {View} view @param {string} id @param {Cell} cell */
export function stepTo(view, id, cell) {
  const now = walk.value;
  if (!now) return;
  const start = view.participants[id].position;
  const here = now.path.at(-1) ?? start;
  const before = now.path.length > 1 ? now.path[now.path.length - 2] : start;
  if (now.path.length && cell.x === before.x && cell.y === before.y) return void (walk.value = retraced(view, id, now.path.slice(0, -1)));
  const across = cell.x - here.x;
  const down = cell.y - here.y;
  if (Math.abs(across) > 1 || Math.abs(down) > 1 || (!across && !down)) return refuse("Go on to a neighbouring cell.");
  const step = walker(view, id).step(here, across, down, now.odd);
  if (!step) return refuse("There is no way through there.");
  if (now.feet + step.feet > (view.currentTurn?.budget?.movement ?? 0)) return refuse("That is farther than you can still move.");
  walk.value = { path: [...now.path, cell], feet: now.feet + step.feet, odd: step.odd, refused: "" };
}

/** @param {string} refused */
const refuse = (refused) => void (walk.value = walk.value && { ...walk.value, refused });

/** @param {View} view @param {string} id @param {Cell[]} path @returns {Walk} */
function retraced(view, id, path) {
  const { step } = walker(view, id);
  let feet = 0;
  let odd = 0;
  let here = view.participants[id].position;
  for (const cell of path) {
    const taken = step(here, cell.x - here.x, cell.y - here.y, odd);
    feet += taken?.feet ?? 0;
    odd = taken?.odd ?? odd;
    here = cell;
  }
  return { path, feet, odd, refused: "" };
}
