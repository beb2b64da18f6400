/** The lines of the form as the map knows them: the form is where everything is kept. */

import { cellName, cellNamed } from "../live/reading.js";

/** @typedef {import("./ground.js").Line} Line */
/** @typedef {import("../live/types.js").Cell} Cell */

/** @returns {Line[]} */
export const readLines = () => [...document.querySelectorAll("[data-line]")].map((line) => read(/** @type {HTMLElement} */ (line)));

/** @param {HTMLElement} line @returns {Line} */
function read(line) {
  const number = Number(line.dataset.line);
  return {
    number,
    name: field(number, "name")?.value.trim() || (line.dataset.name ?? ""),
    side: /** @type {Line["side"]} */ (line.dataset.side),
    cells: Number(line.dataset.cells),
    hidden: field(number, "hidden")?.checked ?? false,
    at: cellNamed(field(number, "cell")?.value ?? ""),
  };
}

/** Writes where somebody stands; without a cell she is put where there is room. @param {Line} who @param {Cell | undefined} at */
export function writeCell(who, at) {
  const input = field(who.number, "cell");
  if (!input) return;
  input.value = at ? cellName(at) : "";
  input.removeAttribute("aria-invalid");
  document.getElementById(`who-${who.number}-cell-wrong`)?.remove();
}

/** Marks whose place is being chosen. @param {number | undefined} carried */
export function markCarried(carried) {
  for (const line of document.querySelectorAll("[data-line]")) {
    const isIt = Number(line.getAttribute("data-line")) === carried;
    line.classList.toggle("carried", isIt);
    line.querySelector("[data-place]")?.setAttribute("aria-pressed", String(isIt));
  }
}

/** @param {number} number @param {string} what @returns {HTMLInputElement | null} */
const field = (number, what) => document.querySelector(`[name="who-${number}-${what}"]`);
