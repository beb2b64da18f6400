import assert from "node:assert/strict";
import test from "node:test";
import { box, cellLabel, line, painted, rectangle } from "../../static/paint/cells.js";
import { meaningOf } from "../../static/paint/keys.js";
import { Painting } from "../../static/paint/painting.js";

const hall = () => new Painting([".#.", "~~^"]);

test("a painting knows its cells and says them as the server keeps them", () => {
  const painting = hall();
  assert.deepEqual([painting.width, painting.height, painting.text], [3, 2, ".#.\n~~^"]);
  assert.equal(painting.signAt({ x: 2, y: 1 }), "^");
});

test("painting changes what is not so already, and tells which cells that were", () => {
  const painting = hall();
  const changed = painting.paint([{ x: 0, y: 0 }, { x: 1, y: 0 }], "#");
  assert.deepEqual(changed, [{ x: 0, y: 0 }]);
  assert.equal(painting.text, "##.\n~~^");
});

test("what lies outside is not painted", () => {
  const painting = hall();
  assert.deepEqual(painting.paint([{ x: -1, y: 0 }, { x: 3, y: 0 }, { x: 0, y: 2 }], "#"), []);
  assert.equal(painting.canUndo, false);
});

test("a stroke is taken back and done again as a whole", () => {
  const painting = hall();
  painting.begin();
  painting.paint([{ x: 0, y: 0 }], "+");
  painting.paint([{ x: 0, y: 1 }, { x: 0, y: 0 }], "^");
  assert.equal(painting.end().length, 2);
  assert.equal(painting.text, "^#.\n^~^");
  assert.equal(painting.undo().length, 2);
  assert.equal(painting.text, ".#.\n~~^");
  assert.deepEqual([painting.canUndo, painting.canRedo], [false, true]);
  painting.redo();
  assert.equal(painting.text, "^#.\n^~^");
});

test("strokes come back in their order, and a new one ends what could be done again", () => {
  const painting = hall();
  for (const x of [0, 1, 2]) painting.paint([{ x, y: 0 }], "+");
  painting.undo();
  painting.undo();
  assert.equal(painting.text, "+#.\n~~^");
  painting.paint([{ x: 2, y: 0 }], "^");
  assert.equal(painting.canRedo, false);
  painting.undo();
  painting.undo();
  assert.equal(painting.text, ".#.\n~~^");
  assert.deepEqual(painting.undo(), []);
});

test("a stroke that changes nothing is nothing to take back", () => {
  const painting = hall();
  painting.begin();
  painting.paint([{ x: 0, y: 0 }], "#");
  painting.paint([{ x: 0, y: 0 }], ".");
  assert.deepEqual(painting.end(), []);
  assert.equal(painting.canUndo, false);
});

test("a stroke that is dropped has never been", () => {
  const painting = hall();
  painting.begin();
  painting.paint([{ x: 0, y: 0 }, { x: 2, y: 0 }], "#");
  assert.equal(painting.drop().length, 2);
  assert.equal(painting.text, ".#.\n~~^");
  assert.deepEqual([painting.canUndo, painting.isSaved], [false, true]);
});

test("taking everything back is as good as saved", () => {
  const painting = hall();
  painting.paint([{ x: 0, y: 0 }], "#");
  assert.equal(painting.isSaved, false);
  painting.undo();
  assert.equal(painting.isSaved, true);
  painting.redo();
  painting.savedText = painting.text;
  assert.equal(painting.isSaved, true);
});

test("a line has no gaps, whichever way it goes", () => {
  assert.deepEqual(line({ x: 1, y: 1 }, { x: 1, y: 1 }).at(-1), { x: 1, y: 1 });
  for (const [from, to] of [[{ x: 0, y: 0 }, { x: 7, y: 3 }], [{ x: 5, y: 9 }, { x: 2, y: 0 }]]) {
    const cells = line(from, to);
    assert.deepEqual([cells[0], cells.at(-1)], [from, to]);
    for (let n = 1; n < cells.length; n++) {
      assert.ok(Math.abs(cells[n].x - cells[n - 1].x) <= 1 && Math.abs(cells[n].y - cells[n - 1].y) <= 1);
    }
  }
});

test("a rectangle has all cells between its corners, from whichever corner", () => {
  assert.deepEqual(box({ x: 4, y: 1 }, { x: 2, y: 3 }), { x: 2, y: 1, width: 3, height: 3 });
  assert.deepEqual(rectangle({ x: 1, y: 1 }, { x: 0, y: 0 }), [{ x: 0, y: 0 }, { x: 1, y: 0 }, { x: 0, y: 1 }, { x: 1, y: 1 }]);
});

test("cells and strokes are told in words", () => {
  assert.equal(cellLabel({ x: 2, y: 3 }, "#"), "C4, wall");
  assert.equal(cellLabel({ x: 0, y: 0 }, "."), "A1, open");
  assert.equal(painted([{ x: 2, y: 3 }], "~"), "C4: difficult.");
  assert.equal(painted([{ x: 2, y: 3 }, { x: 2, y: 4 }], "+"), "2 cells: door.");
});

const press = (key, more = {}) =>
  meaningOf({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more }, { x: 1, y: 1 }, { width: 4, height: 4 });

test("numbers and signs take a brush", () => {
  assert.deepEqual(["1", "2", "3", "4", "5"].map((key) => press(key).sign), [".", "~", "#", "+", "^"]);
  assert.deepEqual([".", "~", "#", "+", "^"].map((key) => press(key).sign), [".", "~", "#", "+", "^"]);
  assert.equal(press("6"), undefined);
  assert.equal(press("0"), undefined);
});

test("arrows go, with Shift they paint along", () => {
  assert.deepEqual(press("ArrowRight"), { cell: { x: 2, y: 1 }, along: false });
  assert.deepEqual(press("ArrowDown", { shiftKey: true }), { cell: { x: 1, y: 2 }, along: true });
  assert.deepEqual(press("End"), { cell: { x: 3, y: 1 }, along: false });
  assert.deepEqual(press("Home", { ctrlKey: true }), { cell: { x: 0, y: 0 }, along: false });
});

test("Enter and Space paint, Escape gives up, B and R are tools, Control takes back and saves", () => {
  assert.deepEqual(["Enter", " ", "Escape"].map((key) => press(key).act), ["paint", "paint", "drop"]);
  assert.deepEqual(["b", "r"].map((key) => press(key).tool), ["brush", "rectangle"]);
  const held = { ctrlKey: true };
  assert.deepEqual(["z", "y", "s"].map((key) => press(key, held).act), ["undo", "redo", "save"]);
  assert.equal(press("Z", { metaKey: true, shiftKey: true }).act, "redo");
});

test("keys that mean nothing here are left to the browser", () => {
  for (const key of ["Tab", "F5", "x", "m"]) assert.equal(press(key), undefined);
  assert.equal(press("ArrowLeft", { altKey: true }), undefined);
  assert.equal(press("r", { ctrlKey: true }), undefined);
});
