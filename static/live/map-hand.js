/** What a person does on the map, with pointer or keys: go about, choose a cell, draw a path. */

import { signal } from "@preact/signals";
import { say } from "./announcements.js";
import { keyOf } from "./map-keys.js";
import { dropWalk, startWalk, stepTo, walk } from "./map-walk.js";
import { selected, takeTurn } from "./page.js";
import { cellName } from "./reading.js";

/** @typedef {import("./types.js").Cell} Cell */

/**
 * The map as it stands: `active` is whose turn it is, `canMove` whether this person moves it, `ways` where to.
 * @typedef {object} Standing
 * @property {import("./types.js").View} view
 * @property {string} active
 * @property {boolean} canMove
 * @property {Map<string, import("./reach.js").Way>} ways
 * @property {Map<string, string[]>} here who stands on which cell
 * @property {(command: [string, object]) => Promise<boolean>} ask
 * @property {import("@preact/signals").Signal<string>} refusal
 */

/** The cell the keyboard is on. */
export const cursor = signal(/** @type {Cell} */ ({ x: 0, y: 0 }));

/** The cell under the pointer or the focus, whose way is drawn. */
export const pointed = signal(/** @type {Cell | null} */ (null));

/** @param {Standing} map @param {Cell} cell */
export function choose(map, cell) {
  map.refusal.value = "";
  cursor.value = cell;
  if (walk.value) return stepTo(map.view, map.active, cell);
  const others = (map.here.get(`${cell.x},${cell.y}`) ?? []).filter((id) => !(map.canMove && id === map.active));
  if (others.length) return aimAt(map, others);
  if (!map.canMove) return;
  if (map.ways.get(`${cell.x},${cell.y}`)?.stay) move(map, { position: cell });
  else map.refusal.value = `You cannot get to ${cellName(cell)} with the movement you have left.`;
}

/** One after the other, where several are on a cell. @param {Standing} map @param {string[]} ids */
function aimAt(map, ids) {
  selected.value = ids[(ids.indexOf(selected.value) + 1) % ids.length];
  say(`${map.view.participants[selected.value].name} chosen.`);
}

/** @param {Standing} map @param {object} where `{position}` or `{path}` */
async function move(map, where) {
  if (await map.ask(takeTurn(map.active, { type: "move", ...where }))) dropWalk();
}

/** Goes along the path that was drawn. @param {Standing} map */
export function walkIt(map) {
  if (walk.value?.path.length) move(map, { path: walk.value.path });
}

/** @param {Standing} map @param {KeyboardEvent} event */
export function press(map, event) {
  const key = keyOf(event, cursor.value, map.view.map);
  if (!key) return;
  event.preventDefault();
  if (key.cell) goTo(map, key.cell);
  else if (key.act === "drop") dropWalk();
  else if (key.act === "walk") beginPath(map);
  else if (walk.value?.path.length) walkIt(map);
  else choose(map, cursor.value);
}

/** From where the creature stands. @param {Standing} map */
export function beginPath(map) {
  if (!map.canMove) return;
  dropWalk();
  goTo(map, map.view.participants[map.active].position);
  startWalk();
}

/** While a path is drawn the keyboard stays at its end. @param {Standing} map @param {Cell} cell */
function goTo(map, cell) {
  if (walk.value) stepTo(map.view, map.active, cell);
  cursor.value = walk.value ? (walk.value.path.at(-1) ?? map.view.participants[map.active].position) : cell;
  document.getElementById(`cell-${cursor.value.x}-${cursor.value.y}`)?.focus();
}

/** Does something with the cell that an event came from. @param {Event} event @param {(cell: Cell) => void} act */
export function withCell(event, act) {
  const target = /** @type {HTMLElement} */ (event.target);
  const cell = /** @type {HTMLElement | null} */ (target.closest?.("[role=gridcell]"));
  if (cell) act({ x: Number(cell.dataset.x), y: Number(cell.dataset.y) });
}
