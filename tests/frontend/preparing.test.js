import assert from "node:assert/strict";
import { test } from "node:test";
import { cellSentence, classOf, footprint, obstacle, placedSentence, standingAt } from "../../static/prepare/ground.js";

const ground = { name: "Yard", width: 6, height: 4, terrain: ["......", "..#~..", "......", "......"], spawn: [0, 0, 2, 2] };
const ogre = { number: 0, name: "Ogre", side: "foe", cells: 2, hidden: false, at: { x: 4, y: 2 } };
const aria = { number: 1, name: "Aria", side: "party", cells: 1, hidden: false, at: undefined };
const lurker = { number: 2, name: "Lurker", side: "foe", cells: 1, hidden: true, at: { x: 3, y: 1 } };
const lines = [ogre, aria, lurker];

test("a large one covers four cells", () => {
  assert.deepEqual(footprint({ x: 1, y: 1 }, 2), [{ x: 1, y: 1 }, { x: 2, y: 1 }, { x: 1, y: 2 }, { x: 2, y: 2 }]);
  assert.deepEqual(standingAt(lines, { x: 5, y: 3 }), [ogre]);
  assert.deepEqual(standingAt(lines, { x: 3, y: 3 }), []);
});

test("walls, others and the edge of the map are in the way, oneself is not", () => {
  assert.equal(obstacle(ground, lines, ogre, { x: 1, y: 0 }), "Ogre does not fit at B1: there is a wall at C2.");
  assert.equal(obstacle(ground, lines, ogre, { x: 3, y: 0 }), "Ogre does not fit at D1: Lurker stands at D2.");
  assert.equal(obstacle(ground, lines, ogre, { x: 5, y: 0 }), "Ogre does not fit at F1: the map ends there.");
  assert.equal(obstacle(ground, lines, aria, { x: 5, y: 3 }), "Aria does not fit at F4: Ogre stands at F4.");
  assert.equal(obstacle(ground, lines, ogre, { x: 4, y: 1 }), "");
  assert.equal(obstacle(ground, lines, aria, { x: 0, y: 0 }), "");
});

test("a cell says what is there", () => {
  assert.equal(cellSentence(ground, lines, { x: 0, y: 1 }), "A2, spawn area");
  assert.equal(cellSentence(ground, lines, { x: 3, y: 1 }), "D2, difficult, Lurker, hidden");
  assert.equal(classOf(ground, { x: 2, y: 1 }), "wall");
  assert.equal(placedSentence(ogre, { x: 4, y: 2 }), "Ogre stands at E3, on the cells from E3 to F4.");
  assert.equal(placedSentence(aria, { x: 4, y: 2 }), "Aria stands at E3.");
});
