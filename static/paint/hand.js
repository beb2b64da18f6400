/** What a person does on the easel with mouse, finger or keys, and what is said of it. */

import { cellName } from "../live/reading.js";
import { countOf, line, painted, rectangle, wordOf } from "./cells.js";
import { meaningOf } from "./keys.js";

/** @typedef {import("./cells.js").Cell} Cell */
/** @typedef {import("./keys.js").Tool} Tool */

export class Hand {
  /** @type {Tool} */
  tool = "brush";
  sign = "#";
  /** @type {Cell | null} where the rectangle begins */
  corner = null;
  /** @type {Cell | null} where the pointer that paints was last */
  #last = null;
  #along = false;

  /**
   * @param {import("./board.js").Board} board
   * @param {(sentence: string) => void} say
   * @param {() => void} changed is called when a stroke has ended or another tool is in the hand
   * @param {() => void} save
   */
  constructor(board, say, changed, save) {
    this.board = board;
    this.painting = board.painting;
    this.say = say;
    this.changed = changed;
    this.save = save;
    const grid = board.grid;
    grid.addEventListener("pointerdown", (event) => this.#down(event));
    grid.addEventListener("pointermove", (event) => this.#move(event));
    grid.addEventListener("pointerup", (event) => this.#up(event));
    grid.addEventListener("pointercancel", () => this.drop());
    grid.addEventListener("keydown", (event) => this.#press(event));
    grid.addEventListener("keyup", (event) => event.key === "Shift" && this.#endAlong());
    grid.addEventListener("focusout", (event) => grid.contains(/** @type {Node | null} */ (event.relatedTarget)) || this.#endAlong());
  }

  /** @param {string} sign */
  takeBrush(sign) {
    this.sign = sign;
    this.say(`Brush: ${wordOf(sign)}.`);
    this.changed();
  }

  /** @param {Tool} tool */
  takeTool(tool) {
    this.drop();
    this.tool = tool;
    this.board.grid.classList.toggle("moving", tool === "move");
    this.changed();
  }

  undo() {
    this.#tell(this.painting.undo(), "Taken back");
  }

  redo() {
    this.#tell(this.painting.redo(), "Done again");
  }

  /** Gives up what has begun: a rectangle's corner, a stroke. */
  drop() {
    this.board.show(this.painting.drop());
    this.#last = this.corner = null;
    this.#along = false;
    this.board.outline(null);
  }

  /** @param {Cell[]} cells @param {string} what */
  #tell(cells, what) {
    this.board.show(cells);
    if (cells.length) this.say(`${what}: ${countOf(cells)}.`);
    this.changed();
  }

  /** @param {PointerEvent} event */
  #down(event) {
    if (event.button !== 0 || !event.isPrimary || this.tool === "move") return;
    const cell = this.#within(this.board.cellUnder(event));
    this.board.grid.setPointerCapture(event.pointerId);
    this.board.goTo(cell, false);
    event.preventDefault();
    this.#last = cell;
    if (this.tool === "rectangle") this.board.outline((this.corner = cell));
    else this.#stroke([cell]);
  }

  /** @param {PointerEvent} event */
  #move(event) {
    if (!this.#last || !event.isPrimary) return;
    for (const point of event.getCoalescedEvents?.() ?? [event]) {
      const cell = this.board.cellUnder(point);
      if (this.tool === "brush") this.#stroke(line(this.#last, cell));
      this.#last = cell;
    }
    if (this.corner) this.board.outline(this.corner, this.#within(this.#last));
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (!this.#last || !event.isPrimary) return;
    const end = this.#within(this.#last);
    this.#last = null;
    if (this.corner) this.#fill(end);
    else this.#finish([end]);
    this.board.goTo(end, false);
  }

  /** @param {Cell[]} cells */
  #stroke(cells) {
    this.painting.begin();
    this.board.show(this.painting.paint(cells, this.sign));
  }

  /** The stroke is over. @param {Cell[]} [meant] what is said where nothing had to change */
  #finish(meant = []) {
    const cells = this.painting.end();
    this.say(painted(cells.length ? cells : meant, this.sign));
    this.changed();
  }

  /** @param {Cell} other */
  #fill(other) {
    const cells = rectangle(this.corner ?? other, other);
    this.corner = null;
    this.board.outline(null);
    this.#stroke(cells);
    this.painting.end();
    this.say(painted(cells, this.sign));
    this.changed();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const meant = meaningOf(event, this.board.cursor, this.painting);
    if (!meant) return;
    event.preventDefault();
    if (meant.cell) this.#go(meant.cell, Boolean(meant.along));
    if (meant.sign) this.takeBrush(meant.sign);
    if (meant.tool) {
      this.takeTool(meant.tool);
      this.say(meant.tool === "brush" ? "Brush in hand." : "Rectangle: Enter sets the first corner.");
    }
    if (meant.act === "paint") this.#paintHere();
    if (meant.act === "drop" && this.corner) this.say("Rectangle given up.");
    if (meant.act === "drop") this.drop();
    if (meant.act === "undo") this.undo();
    if (meant.act === "redo") this.redo();
    if (meant.act === "save") this.save();
  }

  /** @param {Cell} cell @param {boolean} along */
  #go(cell, along) {
    if (along && this.tool === "brush") {
      this.#along = true;
      this.#stroke(line(this.board.cursor, cell));
    }
    this.board.goTo(cell);
    if (this.corner) this.board.outline(this.corner, cell);
  }

  #endAlong() {
    if (!this.#along) return;
    this.#along = false;
    this.#finish([this.board.cursor]);
  }

  #paintHere() {
    const here = this.board.cursor;
    if (this.tool !== "rectangle") {
      this.#stroke([here]);
      this.#finish([here]);
    } else if (this.corner) this.#fill(here);
    else {
      this.board.outline((this.corner = here));
      this.say(`Rectangle from ${cellName(here)}: go to the other corner and press Enter.`);
    }
  }

  /** @param {Cell} cell @returns {Cell} */
  #within({ x, y }) {
    const { width, height } = this.painting;
    return { x: Math.max(0, Math.min(width - 1, x)), y: Math.max(0, Math.min(height - 1, y)) };
  }
}
