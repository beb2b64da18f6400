/** What each cell of the map says to those who do not see it. */

import { cellName, healthWord, TERRAIN_WORDS } from "./reading.js";

/** @typedef {import("./types.js").View} View */

/**
 * "C4, difficult, Goblin 2, hurt, 15 feet to walk"
 * @param {View} view
 * @param {import("./types.js").Cell} cell
 * @param {string[]} here those who stand on the cell
 * @param {{chosen: string, active?: string, way?: import("./reach.js").Way}} more
 */
export function cellSentence(view, cell, here, { chosen, active, way }) {
  const words = [cellName(cell)];
  const terrain = TERRAIN_WORDS[view.map.terrain[cell.y]?.[cell.x]];
  if (terrain) words.push(terrain);
  for (const id of here) {
    const one = view.participants[id];
    words.push(one.name, ...[healthWord(one), one.hidden ? "hidden" : "", id === active ? "acting now" : "", id === chosen ? "chosen" : ""].filter(Boolean));
  }
  if (way?.stay) words.push(`${way.feet} feet to walk`);
  return words.join(", ");
}
