/** What a key means on the easel. */

import { keyOf } from "../live/map-keys.js";
import { TERRAIN } from "./cells.js";

/** @typedef {import("./cells.js").Cell} Cell */
/** @typedef {"brush" | "rectangle" | "move"} Tool */

/**
 * `along`: the way there is painted; `act`: paint or fill here, give up, take back, do again, save.
 * @typedef {object} Meaning
 * @property {Cell} [cell]
 * @property {boolean} [along]
 * @property {string} [sign]
 * @property {Tool} [tool]
 * @property {"paint" | "drop" | "undo" | "redo" | "save"} [act]
 */

/** @type {Record<string, Tool>} */
const TOOLS = { b: "brush", r: "rectangle" };

/**
 * @param {{key: string, ctrlKey: boolean, metaKey: boolean, altKey: boolean, shiftKey: boolean}} event
 * @param {Cell} from
 * @param {{width: number, height: number}} map
 * @returns {Meaning | undefined}
 */
export function meaningOf(event, from, map) {
  const { key, ctrlKey, metaKey, shiftKey } = event;
  if (event.altKey) return undefined;
  if (ctrlKey || metaKey) return editing(key.toLowerCase(), shiftKey) ?? going(event, from, map);
  if (key in TOOLS) return { tool: TOOLS[key] };
  const sign = TERRAIN[Number(key) - 1]?.sign ?? TERRAIN.find((kind) => kind.sign === key)?.sign;
  if (sign) return { sign };
  if (key === "Enter" || key === " ") return { act: "paint" };
  if (key === "Escape") return { act: "drop" };
  return going(event, from, map);
}

/** @param {string} key @param {boolean} shiftKey @returns {Meaning | undefined} */
export function editing(key, shiftKey) {
  if (key === "z") return { act: shiftKey ? "redo" : "undo" };
  if (key === "y") return { act: "redo" };
  if (key === "s") return { act: "save" };
  return undefined;
}

/** @param {Parameters<typeof meaningOf>[0]} event @param {Cell} from @param {{width: number, height: number}} map @returns {Meaning | undefined} */
function going(event, from, map) {
  const cell = keyOf(event, from, map)?.cell;
  return cell && { cell, along: event.shiftKey };
}
