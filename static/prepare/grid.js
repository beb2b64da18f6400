/** A grid of cells for eyes, fingers and keyboards: one cell at a time is in the order of the Tab key, arrows go about. */

import { keyOf } from "../live/map-keys.js";
import { cellName } from "../live/reading.js";

/** @typedef {import("../live/types.js").Cell} Cell */

/**
 * @typedef {object} Wishes
 * @property {string} label
 * @property {number} width
 * @property {number} height
 * @property {(cell: Cell) => string} classOf words for the cell's look, beside `cell`
 * @property {(cell: Cell) => void} onChoose Enter, Space, a tap
 * @property {(cell: Cell, key: string) => void} onKey any other key that goes nowhere
 */

/** Builds the grid in `host`. @param {HTMLElement} host @param {Wishes} wishes */
export function buildGrid(host, wishes) {
  const { width, height } = wishes;
  const cells = Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => cellElement({ x, y }, wishes)));
  let here = { x: 0, y: 0 };
  host.replaceChildren(gridElement(cells, wishes));
  host.style.setProperty("--columns", String(width));
  cells[0][0].tabIndex = 0;

  /** @param {Cell} cell */
  function goTo(cell) {
    cells[here.y][here.x].tabIndex = -1;
    here = cell;
    cells[here.y][here.x].tabIndex = 0;
  }

  host.onclick = (event) => {
    const cell = cellOf(event);
    if (!cell) return;
    goTo(cell);
    wishes.onChoose(cell);
  };
  host.onkeydown = (event) => {
    const key = keyOf(event, here, wishes);
    if (!key) return void wishes.onKey(here, event.key);
    event.preventDefault();
    if (key.cell) focus(key.cell);
    else if (key.act === "choose") wishes.onChoose(here);
    else wishes.onKey(here, event.key);
  };

  /** @param {Cell} cell */
  function focus(cell) {
    goTo({ x: Math.min(cell.x, width - 1), y: Math.min(cell.y, height - 1) });
    cells[here.y][here.x].focus();
  }

  return {
    focus,
    /** Lets each cell say its sentence; only what has changed is written. @param {(cell: Cell) => string} sentenceOf */
    tell: (sentenceOf) => cells.forEach((row, y) => row.forEach((element, x) => tell(element, sentenceOf({ x, y })))),
  };
}

/** @param {HTMLElement} element @param {string} sentence */
function tell(element, sentence) {
  if (element.getAttribute("aria-label") !== sentence) element.setAttribute("aria-label", sentence);
}

/** @param {HTMLElement[][]} cells @param {Wishes} wishes */
function gridElement(cells, { label, width, height }) {
  const grid = element("div", { class: "grid", role: "grid", "aria-label": label, "aria-rowcount": height, "aria-colcount": width });
  grid.append(
    ...cells.map((row, y) => {
      const line = element("div", { class: "row", role: "row", "aria-rowindex": y + 1 });
      line.append(...row);
      return line;
    }),
  );
  return grid;
}

/** @param {Cell} cell @param {Wishes} wishes */
const cellElement = (cell, { classOf }) =>
  element("div", {
    class: `cell ${classOf(cell)}`.trim(),
    role: "gridcell",
    id: `cell-${cell.x}-${cell.y}`,
    "data-x": cell.x,
    "data-y": cell.y,
    "aria-colindex": cell.x + 1,
    "aria-label": cellName(cell),
    tabindex: -1,
  });

/** @param {string} name @param {Record<string, string | number>} attributes */
function element(name, attributes) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** @param {Event} event @returns {Cell | undefined} */
function cellOf(event) {
  const cell = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest("[role=gridcell]"));
  return cell ? { x: Number(cell.dataset.x), y: Number(cell.dataset.y) } : undefined;
}
