/** Who stands where while people are put on the map, and who fits where; the server asks the same when it is saved. */

import { cellName, TERRAIN_WORDS } from "../live/reading.js";

/** @typedef {import("../live/types.js").Cell} Cell */
/** @typedef {{name: string, width: number, height: number, terrain: string[], spawn: number[], picture?: string}} Ground */
/** @typedef {{number: number, name: string, side: "party" | "foe" | "other", cells: number, hidden: boolean, at?: Cell}} Line */

/** The cells under somebody whose upper left one is `at`. @param {Cell} at @param {number} side @returns {Cell[]} */
export const footprint = (at, side) =>
  Array.from({ length: side * side }, (_, i) => ({ x: at.x + (i % side), y: at.y + Math.floor(i / side) }));

/** Those on a cell. @param {Line[]} lines @param {Cell} cell */
export const standingAt = (lines, cell) => lines.filter((line) => line.at && covers(line.at, line.cells, cell));

/** @param {Cell} at @param {number} side @param {Cell} cell */
const covers = (at, side, cell) => cell.x >= at.x && cell.x < at.x + side && cell.y >= at.y && cell.y < at.y + side;

/** What is in the way of `who` at that cell, as a sentence; empty where nothing is. @param {Ground} ground @param {Line[]} lines @param {Line} who @param {Cell} at */
export function obstacle(ground, lines, who, at) {
  const begin = `${who.name} does not fit at ${cellName(at)}: `;
  if (at.x + who.cells > ground.width || at.y + who.cells > ground.height) return `${begin}the map ends there.`;
  for (const cell of footprint(at, who.cells)) {
    if (ground.terrain[cell.y][cell.x] === "#") return `${begin}there is a wall at ${cellName(cell)}.`;
    const other = standingAt(lines, cell).find((line) => line.number !== who.number);
    if (other) return `${begin}${other.name} stands at ${cellName(cell)}.`;
  }
  return "";
}

/** Where somebody stands now. @param {Line} who @param {Cell} at */
export function placedSentence(who, at) {
  const last = { x: at.x + who.cells - 1, y: at.y + who.cells - 1 };
  return `${who.name} stands at ${cellName(at)}${who.cells > 1 ? `, on the cells from ${cellName(at)} to ${cellName(last)}` : ""}.`;
}

/** "C4, difficult, spawn area, Mud Ogre, hidden" @param {Ground} ground @param {Line[]} lines @param {Cell} cell */
export function cellSentence(ground, lines, cell) {
  const words = [cellName(cell), TERRAIN_WORDS[ground.terrain[cell.y][cell.x]], isSpawn(ground, cell) ? "spawn area" : ""];
  for (const line of standingAt(lines, cell)) words.push(line.name, line.hidden ? "hidden" : "");
  return words.filter(Boolean).join(", ");
}

/** @param {Ground} ground @param {Cell} cell */
export function isSpawn({ spawn: [x, y, width, height] }, cell) {
  return cell.x >= x && cell.x < x + width && cell.y >= y && cell.y < y + height;
}

/** @param {Ground} ground @param {Cell} cell */
export const classOf = (ground, cell) =>
  [TERRAIN_WORDS[ground.terrain[cell.y][cell.x]], isSpawn(ground, cell) ? "spawn" : ""].filter(Boolean).join(" ");
