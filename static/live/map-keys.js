/** What a key means on the map: another cell, or something to do with this one. */

/** @typedef {import("./types.js").Cell} Cell */

const PAGE = 5;

/**
 * @param {{key: string, ctrlKey: boolean, metaKey?: boolean, altKey?: boolean}} event
 * @param {Cell} from
 * @param {{width: number, height: number}} map
 * @returns {{cell?: Cell, act?: "choose" | "walk" | "drop"} | undefined}
 */
export function keyOf(event, from, map) {
  if (event.metaKey || event.altKey) return undefined;
  const cell = target(event, from, map);
  if (cell) return { cell: { x: clamp(cell.x, map.width), y: clamp(cell.y, map.height) } };
  if (event.key === "Enter" || event.key === " ") return { act: "choose" };
  if (event.key === "m" || event.key === "M") return { act: "walk" };
  if (event.key === "Escape") return { act: "drop" };
  return undefined;
}

/** @param {{key: string, ctrlKey: boolean}} event @param {Cell} from @param {{width: number, height: number}} map @returns {Cell | undefined} */
function target({ key, ctrlKey }, { x, y }, map) {
  if (key === "ArrowLeft") return { x: x - 1, y };
  if (key === "ArrowRight") return { x: x + 1, y };
  if (key === "ArrowUp") return { x, y: y - 1 };
  if (key === "ArrowDown") return { x, y: y + 1 };
  if (key === "PageUp") return { x, y: y - PAGE };
  if (key === "PageDown") return { x, y: y + PAGE };
  if (key === "Home") return { x: 0, y: ctrlKey ? 0 : y };
  if (key === "End") return { x: map.width - 1, y: ctrlKey ? map.height - 1 : y };
  return undefined;
}

/** @param {number} value @param {number} length */
const clamp = (value, length) => Math.max(0, Math.min(length - 1, value));
