/** Opens the easel in the place of the plain text. */

import { Board, element } from "./board.js";
import { Hand } from "./hand.js";
import { editing } from "./keys.js";
import { Painting } from "./painting.js";
import { saving } from "./saving.js";
import { toolbar } from "./toolbar.js";

const FINGER = 28;
const MOUSE = 20;

/** @type {{name: string, terrain: string[], picture?: string, readOnly?: boolean}} */
const config = JSON.parse(document.getElementById("paint-config")?.textContent ?? "{}");
const form = document.querySelector("form#terrain-form");
const easel = document.getElementById("easel");
const outcome = document.getElementById("saved-or-not");
/** @param {HTMLFormElement} form @param {HTMLElement} easel @param {HTMLElement} outcome */
function open(form, easel, outcome) {
  const painting = new Painting(config.terrain);
  const board = new Board(painting, config.name, config.picture);
  document.getElementById("terrain-text")?.setAttribute("hidden", "");
  easel.hidden = false;
  if (config.readOnly) {
    easel.append(board.element);
    return fit(board);
  }
  const said = element("p", "unseen", { role: "status" });
  const showSaved = saving(form, painting, outcome);
  const hand = new Hand(board, (sentence) => (said.textContent = sentence), changed, () => form.requestSubmit());
  const { bar, refresh } = toolbar(hand, Boolean(config.picture));
  easel.append(bar, board.element, said);
  document.addEventListener("keydown", (event) => elsewhere(event, hand));

  function changed() {
    refresh();
    showSaved();
  }
  fit(board);
  changed();
}

/** @param {Board} board */
function fit(board) {
  board.fit(matchMedia("(pointer: coarse)").matches ? FINGER : MOUSE);
}

/** Taking back and saving work wherever the keyboard is. @param {KeyboardEvent} event @param {Hand} hand */
function elsewhere(event, hand) {
  if (event.defaultPrevented || event.altKey || !(event.ctrlKey || event.metaKey)) return;
  const act = editing(event.key.toLowerCase(), event.shiftKey)?.act;
  if (act !== "undo" && act !== "redo" && act !== "save") return;
  event.preventDefault();
  hand[act]();
}

if (form instanceof HTMLFormElement && easel && outcome) open(form, easel, outcome);
