/** Cells and what they are made of: the kinds of terrain, lines and rectangles of cells, and how they read aloud. */

import { cellName } from "../live/reading.js";

/** @typedef {{x: number, y: number}} Cell */

/** In the order of the number keys. */
export const TERRAIN = [
  { sign: ".", word: "open" },
  { sign: "~", word: "difficult" },
  { sign: "#", word: "wall" },
  { sign: "+", word: "door" },
  { sign: "^", word: "hazard" },
];

/** @param {string} sign */
export const wordOf = (sign) => TERRAIN.find((kind) => kind.sign === sign)?.word ?? "open";

/** The cells between two, both included, without a gap: a quick hand skips some. @param {Cell} from @param {Cell} to @returns {Cell[]} */
export function line(from, to) {
  const steps = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
  return Array.from({ length: steps + 1 }, (_, step) => ({
    x: Math.round(from.x + ((to.x - from.x) * step) / steps),
    y: Math.round(from.y + ((to.y - from.y) * step) / steps),
  }));
}

/** The upper left cell of the rectangle between two corners, and how many cells it has each way. @param {Cell} one @param {Cell} other */
export function box(one, other) {
  return {
    x: Math.min(one.x, other.x),
    y: Math.min(one.y, other.y),
    width: Math.abs(one.x - other.x) + 1,
    height: Math.abs(one.y - other.y) + 1,
  };
}

/** @param {Cell} one @param {Cell} other @returns {Cell[]} */
export function rectangle(one, other) {
  const { x, y, width, height } = box(one, other);
  return Array.from({ length: width * height }, (_, n) => ({ x: x + (n % width), y: y + Math.floor(n / width) }));
}

/** "C4, wall" @param {Cell} cell @param {string} sign */
export const cellLabel = (cell, sign) => `${cellName(cell)}, ${wordOf(sign)}`;

/** "C4: wall." or "12 cells: wall." @param {Cell[]} cells @param {string} sign */
export const painted = (cells, sign) => `${cells.length === 1 ? cellName(cells[0]) : countOf(cells)}: ${wordOf(sign)}.`;

/** @param {Cell[]} cells */
export const countOf = (cells) => (cells.length === 1 ? "1 cell" : `${cells.length} cells`);
