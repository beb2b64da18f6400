/** The terrain while it is being painted: strokes, each of which can be taken back and done again. */

/** @typedef {import("./cells.js").Cell} Cell */
/** @typedef {{index: number, before: string, after: string}[]} Stroke */

const STROKES_KEPT = 500;

export class Painting {
  /** @type {string[]} one sign a cell, row by row */
  #signs;
  /** @type {Map<number, string> | null} what was there before the stroke that is under way */
  #stroke = null;
  /** @type {Stroke[]} */
  #done = [];
  /** @type {Stroke[]} */
  #undone = [];

  /** @param {readonly string[]} rows from north to south, all equally long */
  constructor(rows) {
    this.width = rows[0].length;
    this.height = rows.length;
    this.#signs = [...rows.join("")];
    this.savedText = this.text;
  }

  /** One line a row, as the server keeps it. */
  get text() {
    const rows = Array.from({ length: this.height }, (_, y) => this.#signs.slice(y * this.width, (y + 1) * this.width).join(""));
    return rows.join("\n");
  }

  get isSaved() {
    return this.text === this.savedText;
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** @param {Cell} cell */
  signAt({ x, y }) {
    return this.#signs[y * this.width + x];
  }

  /** @param {Cell} cell */
  has({ x, y }) {
    return x >= 0 && y >= 0 && x < this.width && y < this.height;
  }

  /** A stroke begins; what is painted until `end` is one thing to take back. */
  begin() {
    this.#stroke ??= new Map();
  }

  /** The cells that have changed by it. Outside of a stroke it is one by itself. @param {Cell[]} cells @param {string} sign @returns {Cell[]} */
  paint(cells, sign) {
    const alone = !this.#stroke;
    this.begin();
    const changed = cells.filter((cell) => this.has(cell) && this.signAt(cell) !== sign);
    for (const { x, y } of changed) {
      const index = y * this.width + x;
      if (!this.#stroke?.has(index)) this.#stroke?.set(index, this.#signs[index]);
      this.#signs[index] = sign;
    }
    if (alone) this.end();
    return changed;
  }

  /** The cells of the stroke that is over. @returns {Cell[]} */
  end() {
    const stroke = [...(this.#stroke ?? [])]
      .map(([index, before]) => ({ index, before, after: this.#signs[index] }))
      .filter(({ before, after }) => before !== after);
    this.#stroke = null;
    if (stroke.length) {
      this.#done = [...this.#done, stroke].slice(-STROKES_KEPT);
      this.#undone = [];
    }
    return this.#cellsOf(stroke);
  }

  /** Gives up the stroke that is under way: as if it had never begun. @returns {Cell[]} */
  drop() {
    const stroke = [...(this.#stroke ?? [])];
    for (const [index, before] of stroke) this.#signs[index] = before;
    this.#stroke = null;
    return this.#cellsOf(stroke.map(([index]) => ({ index })));
  }

  /** @returns {Cell[]} */
  undo() {
    return this.#again(this.#done, this.#undone, "before");
  }

  /** @returns {Cell[]} */
  redo() {
    return this.#again(this.#undone, this.#done, "after");
  }

  /** @param {Stroke[]} from @param {Stroke[]} to @param {"before" | "after"} which @returns {Cell[]} */
  #again(from, to, which) {
    if (this.#stroke) this.end();
    const stroke = from.pop();
    if (!stroke) return [];
    for (const change of stroke) this.#signs[change.index] = change[which];
    to.push(stroke);
    return this.#cellsOf(stroke);
  }

  /** @param {{index: number}[]} stroke @returns {Cell[]} */
  #cellsOf(stroke) {
    return stroke.map(({ index }) => ({ x: index % this.width, y: Math.floor(index / this.width) }));
  }
}
