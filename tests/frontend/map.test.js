import assert from "node:assert/strict";
import test from "node:test";
import { keyOf } from "../../static/live/map-keys.js";
import { dropWalk, startWalk, stepTo, walk } from "../../static/live/map-walk.js";
import { cellSentence } from "../../static/live/map-words.js";
import { fight } from "./fakes.js";

const press = (key, from = { x: 3, y: 2 }, ctrlKey = false) => keyOf({ key, ctrlKey }, from, { width: 8, height: 6 });

test("arrows go from cell to cell and stop at the edge", () => {
  assert.deepEqual(press("ArrowRight"), { cell: { x: 4, y: 2 } });
  assert.deepEqual(press("ArrowUp"), { cell: { x: 3, y: 1 } });
  assert.deepEqual(press("ArrowLeft", { x: 0, y: 2 }), { cell: { x: 0, y: 2 } });
  assert.deepEqual(press("ArrowDown", { x: 3, y: 5 }), { cell: { x: 3, y: 5 } });
});

test("Home and End go along the row, with Control to the corners, and pages are five rows", () => {
  assert.deepEqual(press("Home"), { cell: { x: 0, y: 2 } });
  assert.deepEqual(press("End"), { cell: { x: 7, y: 2 } });
  assert.deepEqual(press("Home", { x: 3, y: 2 }, true), { cell: { x: 0, y: 0 } });
  assert.deepEqual(press("End", { x: 3, y: 2 }, true), { cell: { x: 7, y: 5 } });
  assert.deepEqual(press("PageDown"), { cell: { x: 3, y: 5 } });
});

test("Enter and Space choose, M begins a path, Escape drops it, other keys are left alone", () => {
  assert.deepEqual(["Enter", " ", "m", "Escape"].map((key) => press(key).act), ["choose", "choose", "walk", "drop"]);
  assert.equal(press("Tab"), undefined);
  assert.equal(keyOf({ key: "m", ctrlKey: false, metaKey: true }, { x: 0, y: 0 }, { width: 2, height: 2 }), undefined);
});

test("a cell says where it is, what it is made of, who stands there and how far it is", () => {
  const view = fight();
  const more = { chosen: "goblin", active: "aldith" };
  assert.equal(cellSentence(view, { x: 4, y: 1 }, ["goblin"], more), "E2, Mill Goblin 2, hurt, chosen");
  assert.equal(cellSentence(view, { x: 1, y: 1 }, ["aldith"], more), "B2, Ser Aldith, hurt, acting now");
  assert.equal(cellSentence(view, { x: 3, y: 1 }, [], { ...more, way: { feet: 15, path: [], stay: true } }), "D2, difficult, 15 feet to walk");
  assert.equal(cellSentence(view, { x: 2, y: 2 }, [], more), "C3, wall");
});

const go = (...cells) => cells.forEach(([x, y]) => stepTo(fight(), "aldith", { x, y }));

test("a path grows cell by cell and knows what it costs", () => {
  startWalk();
  go([2, 1], [3, 1]);
  assert.deepEqual(walk.value.path, [{ x: 2, y: 1 }, { x: 3, y: 1 }]);
  assert.equal(walk.value.feet, 15);
});

test("going back takes the last step back", () => {
  startWalk();
  go([2, 1], [3, 1], [2, 1]);
  assert.deepEqual(walk.value.path, [{ x: 2, y: 1 }]);
  assert.equal(walk.value.feet, 5);
  go([1, 1]);
  assert.deepEqual(walk.value.path, []);
  assert.equal(walk.value.feet, 0);
});

test("a path does not jump, go through walls or farther than there is movement, and says so", () => {
  startWalk();
  go([4, 4]);
  assert.match(walk.value.refused, /neighbouring/);
  go([2, 2]);
  assert.match(walk.value.refused, /no way/);
  go([1, 2], [1, 3], [1, 4], [1, 5], [0, 5], [0, 4], [1, 3]);
  assert.match(walk.value.refused, /farther/);
  assert.equal(walk.value.feet, 30);
  dropWalk();
  assert.equal(walk.value, null);
});
