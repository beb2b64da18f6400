/** Which cells a creature can still walk to, for drawing. The server decides; this only saves a person from guessing. */

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {{feet: number, path: Cell[], stay: boolean}} Way */

const SIZES = ["tiny", "small", "medium", "large", "huge", "gargantuan"];
const STEPS = [[0, -1], [-1, 0], [1, 0], [0, 1], [-1, -1], [1, -1], [-1, 1], [1, 1]];

/**
 * The cheapest way to every cell within the movement left, by "x,y". `stay` is whether the move may end there.
 * @param {View} view
 * @param {string} id
 * @returns {Map<string, Way>}
 */
export function reachable(view, id) {
  const feet = view.currentTurn?.budget?.movement ?? 0;
  const walk = walker(view, id);
  /** @type {Map<string, Way>} */
  const ways = new Map();
  const start = view.participants[id].position;
  /** @type {{cell: Cell, feet: number, slants: number, odd: number, path: Cell[]}[]} */
  const ahead = [{ cell: start, feet: 0, slants: 0, odd: 0, path: [] }];
  const best = new Map([[`${start.x},${start.y},0`, 0]]);
  while (ahead.length) {
    ahead.sort((a, b) => b.feet - a.feet || b.slants - a.slants);
    const here = /** @type {typeof ahead[number]} */ (ahead.pop());
    const key = `${here.cell.x},${here.cell.y}`;
    if (here.path.length && !ways.has(key)) ways.set(key, { feet: here.feet, path: here.path, stay: walk.canStay(here.cell) });
    for (const [across, down] of STEPS) {
      const step = walk.step(here.cell, across, down, here.odd);
      if (!step || here.feet + step.feet > feet) continue;
      const mark = `${step.cell.x},${step.cell.y},${step.odd}`;
      const total = here.feet + step.feet;
      if (total >= (best.get(mark) ?? Infinity)) continue;
      best.set(mark, total);
      const slants = here.slants + Number(across !== 0 && down !== 0);
      ahead.push({ cell: step.cell, feet: total, slants, odd: step.odd, path: [...here.path, step.cell] });
    }
  }
  return ways;
}

/**
 * How one creature goes: what a step costs it, and where it may stay.
 * @param {View} view
 * @param {string} id
 */
export function walker(view, id) {
  const mover = view.participants[id];
  const { barred, slow, taken } = others(view, id);
  const cells = mover.cells;
  /** @param {number} x @param {number} y */
  const at = (x, y) => view.map.terrain[y]?.[x] ?? "#";
  /** @param {number} x @param {number} y */
  const fits = (x, y) => footprint(x, y, cells).every(([column, row]) => at(column, row) !== "#");

  /** What standing here costs, in cells; 0: no way. @param {number} x @param {number} y */
  function footing(x, y) {
    let cost = 1;
    for (const [column, row] of footprint(x, y, cells)) {
      const key = `${column},${row}`;
      if (at(column, row) === "#" || barred.has(key)) return 0;
      if (at(column, row) === "~" || slow.has(key)) cost = 2;
    }
    return cost;
  }

  /** @param {Cell} from @param {number} across @param {number} down @param {number} odd whether the last diagonal was an odd one */
  function step(from, across, down, odd) {
    const cell = { x: from.x + across, y: from.y + down };
    const cost = footing(cell.x, cell.y);
    if (!cost) return undefined;
    const slant = across !== 0 && down !== 0;
    if (slant && !(fits(cell.x, from.y) && fits(from.x, cell.y))) return undefined;
    const counts = slant && view.settings.diagonals === "alternating";
    const dear = counts && odd === 1;
    return { cell, feet: cost * (dear ? 2 : 1) * view.map.cellFeet, odd: counts ? 1 - odd : odd };
  }

  /** @param {Cell} cell */
  const canStay = (cell) => footprint(cell.x, cell.y, cells).every(([x, y]) => !taken.has(`${x},${y}`));
  return { step, canStay };
}

/** Where the others are in the way: cells one cannot enter, slow ones, and those one cannot stay on. @param {View} view @param {string} id */
function others(view, id) {
  const mover = view.participants[id];
  const barred = new Set();
  const slow = new Set();
  const taken = new Set();
  for (const [key, other] of Object.entries(view.participants)) {
    if (key === id) continue;
    const cells = footprint(other.position.x, other.position.y, other.cells).map(([x, y]) => `${x},${y}`);
    for (const cell of cells) {
      taken.add(cell);
      if (other.side === mover.side || other.size === "tiny") continue;
      (passable(mover, other) ? slow : barred).add(cell);
    }
  }
  return { barred, slow, taken };
}

/** @param {import("./types.js").Participant} mover @param {import("./types.js").Participant} other */
function passable(mover, other) {
  if (other.defeated || mover.side === "other" || other.side === "other") return true;
  return Math.abs(SIZES.indexOf(mover.size) - SIZES.indexOf(other.size)) >= 2;
}

/** @param {number} x @param {number} y @param {number} cells @returns {[number, number][]} */
function footprint(x, y, cells) {
  /** @type {[number, number][]} */
  const covered = [];
  for (let row = y; row < y + cells; row++) for (let column = x; column < x + cells; column++) covered.push([column, row]);
  return covered;
}
