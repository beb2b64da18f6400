/** The grid that is painted on: real cells, of which one at a time is in the order of the Tab key, and nothing that decides. */

import { cellName } from "../live/reading.js";
import { box, cellLabel, wordOf } from "./cells.js";

/** @typedef {import("./cells.js").Cell} Cell */
/** @typedef {import("./painting.js").Painting} Painting */

export const SMALLEST = 16;
export const LARGEST = 56;
const RULER = 24;

export class Board {
  /** @type {HTMLElement[]} */
  #cells = [];
  #cursor = { x: 0, y: 0 };

  /** @param {Painting} painting @param {string} name @param {string} [picture] the address of what lies under the grid */
  constructor(painting, name, picture) {
    this.painting = painting;
    this.grid = this.#makeGrid(name);
    this.frame = element("div", "paint-frame");
    this.frame.hidden = true;
    this.field = element("div", `field-of-play${picture ? " pictured" : ""}`);
    if (picture) this.field.append(pictureOf(picture));
    this.field.append(this.grid, this.frame);
    const board = element("div", "board");
    board.append(...rulers(painting), this.field);
    this.element = element("div", "map-scroll paint-scroll");
    this.element.append(board);
  }

  get cursor() {
    return this.#cursor;
  }

  /** Pixels a cell. @param {number} size */
  set cellSize(size) {
    this.element.style.setProperty("--cell", `${Math.max(SMALLEST, Math.min(LARGEST, size))}px`);
  }

  get cellSize() {
    return Number.parseFloat(this.element.style.getPropertyValue("--cell")) || 28;
  }

  /** As large as fits the width, within what can be hit with a finger. @param {number} smallest */
  fit(smallest) {
    const room = Math.floor((this.element.clientWidth - RULER - 2) / this.painting.width);
    this.cellSize = Math.max(smallest, Math.min(40, room));
  }

  /** Shows what these cells are made of by now. @param {Cell[]} cells */
  show(cells) {
    for (const cell of cells) {
      const sign = this.painting.signAt(cell);
      const shown = this.#at(cell);
      shown.className = `cell ${wordOf(sign)}`;
      shown.setAttribute("aria-label", cellLabel(cell, sign));
    }
  }

  /** The keyboard goes to this cell. @param {Cell} cell @param {boolean} [scrolls] */
  goTo(cell, scrolls = true) {
    this.#at(this.#cursor).tabIndex = -1;
    this.#cursor = cell;
    const here = this.#at(cell);
    here.tabIndex = 0;
    here.focus({ preventScroll: !scrolls });
    if (scrolls) here.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** The cell under a point of the window, also where it is outside of the grid. @param {{clientX: number, clientY: number}} point @returns {Cell} */
  cellUnder({ clientX, clientY }) {
    const { left, top, width, height } = this.grid.getBoundingClientRect();
    return {
      x: Math.floor(((clientX - left) / width) * this.painting.width),
      y: Math.floor(((clientY - top) / height) * this.painting.height),
    };
  }

  /** Frames the rectangle that would be filled, or nothing. @param {Cell | null} corner @param {Cell} [other] */
  outline(corner, other = corner ?? undefined) {
    this.frame.hidden = !corner;
    if (!corner || !other) return;
    for (const [side, cells] of Object.entries(box(corner, other))) this.frame.style.setProperty(`--${side}`, String(cells));
  }

  /** @param {Cell} cell */
  #at({ x, y }) {
    return this.#cells[y * this.painting.width + x];
  }

  /** @param {string} name */
  #makeGrid(name) {
    const { width, height } = this.painting;
    const grid = element("div", "grid", { role: "grid", "aria-label": name, "aria-rowcount": height, "aria-colcount": width });
    for (let y = 0; y < height; y++) {
      const row = element("div", "row", { role: "row", "aria-rowindex": y + 1 });
      for (let x = 0; x < width; x++) row.append(this.#makeCell({ x, y }));
      grid.append(row);
    }
    grid.style.setProperty("--columns", String(width));
    return grid;
  }

  /** @param {Cell} cell */
  #makeCell(cell) {
    const sign = this.painting.signAt(cell);
    const made = element("div", `cell ${wordOf(sign)}`, {
      role: "gridcell",
      tabindex: cell.x || cell.y ? -1 : 0,
      "aria-colindex": cell.x + 1,
      "aria-label": cellLabel(cell, sign),
    });
    this.#cells.push(made);
    return made;
  }
}

/** @param {string} tag @param {string} className @param {Record<string, string | number>} [attributes] */
export function element(tag, className, attributes = {}) {
  const made = document.createElement(tag);
  made.className = className;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}

/** @param {string} address */
function pictureOf(address) {
  return element("img", "map-picture", { src: address, alt: "" });
}

/** Letters above, numbers at the left. @param {{width: number, height: number}} size */
function rulers({ width, height }) {
  const columns = element("div", "ruler columns-ruler", { "aria-hidden": "true" });
  const rows = element("div", "ruler rows-ruler", { "aria-hidden": "true" });
  for (let x = 0; x < width; x++) columns.append(marked(cellName({ x, y: 0 }).replace(/\d+/, "")));
  for (let y = 0; y < height; y++) rows.append(marked(String(y + 1)));
  return [columns, rows];
}

/** @param {string} text */
function marked(text) {
  const made = document.createElement("span");
  made.textContent = text;
  return made;
}
