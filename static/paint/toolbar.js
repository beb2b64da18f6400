/** The buttons beside the grid: what to paint with, how, taking back, and how large the cells are. */

import { element, LARGEST, SMALLEST } from "./board.js";
import { TERRAIN } from "./cells.js";

const ZOOM_STEP = 6;

/** @type {{tool: import("./keys.js").Tool, words: string, key?: string}[]} */
const TOOLS = [
  { tool: "brush", words: "Brush", key: "B" },
  { tool: "rectangle", words: "Rectangle", key: "R" },
  { tool: "move", words: "Move" },
];

/**
 * The toolbar and what brings its buttons up to date.
 * @param {import("./hand.js").Hand} hand
 * @param {boolean} pictured whether there is a picture to hide
 */
export function toolbar(hand, pictured) {
  const { board, painting } = hand;
  const brushes = TERRAIN.map(({ sign, word }, n) => brush(word, String(n + 1), () => hand.takeBrush(sign)));
  const tools = TOOLS.map(({ tool, words, key }) => button(words, () => hand.takeTool(tool), key));
  const undo = button("Undo", () => hand.undo());
  const redo = button("Redo", () => hand.redo());
  const smaller = button("−", () => (board.cellSize -= ZOOM_STEP));
  const larger = button("+", () => (board.cellSize += ZOOM_STEP));
  smaller.setAttribute("aria-label", "Smaller cells");
  larger.setAttribute("aria-label", "Larger cells");
  const bar = element("div", "paint-tools");
  bar.append(group("Paint with", brushes), group("Tool", tools), group("Steps", [undo, redo]), group("Size", [smaller, larger]));
  if (pictured) bar.append(group("Picture", [pictureSwitch(board.field)]));
  bar.addEventListener("click", refresh);

  function refresh() {
    brushes.forEach((one, n) => one.setAttribute("aria-pressed", String(TERRAIN[n].sign === hand.sign)));
    tools.forEach((one, n) => one.setAttribute("aria-pressed", String(TOOLS[n].tool === hand.tool)));
    cannot(undo, !painting.canUndo);
    cannot(redo, !painting.canRedo);
    cannot(smaller, board.cellSize <= SMALLEST);
    cannot(larger, board.cellSize >= LARGEST);
  }
  return { bar, refresh };
}

/** Unlike `disabled` this leaves the focus where it is. @param {HTMLElement} button @param {boolean} so */
function cannot(button, so) {
  if (so) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}

/** @param {string} label @param {HTMLElement[]} buttons */
function group(label, buttons) {
  const made = element("div", "paint-group", { role: "group", "aria-label": label });
  made.append(...buttons);
  return made;
}

/** @param {string} words @param {() => void} act @param {string} [key] */
function button(words, act, key) {
  const made = element("button", "", { type: "button" });
  made.append(words);
  if (key) {
    const hint = element("kbd", "", { "aria-hidden": "true" });
    hint.textContent = key;
    made.append(hint);
  }
  made.addEventListener("click", act);
  return made;
}

/** @param {string} word @param {string} key @param {() => void} act */
function brush(word, key, act) {
  const made = button(word, act, key);
  made.prepend(element("span", `swatch cell ${word}`, { "aria-hidden": "true" }));
  return made;
}

/** @param {HTMLElement} field */
function pictureSwitch(field) {
  const made = button("Picture", () => {
    const shown = field.classList.toggle("pictured");
    made.setAttribute("aria-pressed", String(shown));
  });
  made.setAttribute("aria-pressed", "true");
  return made;
}
