import assert from "node:assert/strict";
import test from "node:test";
import { mergePatch, overlay } from "../../static/live/patch.js";

// The examples of RFC 7396, Appendix A.
const EXAMPLES = [
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [["a", "b"], ["c", "d"], ["c", "d"]],
  [{ a: "b" }, ["c"], ["c"]],
  [{ a: "foo" }, "bar", "bar"],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: "b", c: null }, { a: "b" }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

test("a merge patch does what RFC 7396 says", () => {
  for (const [target, patch, result] of EXAMPLES) assert.deepEqual(mergePatch(target, patch), result);
});

test("a merge patch leaves the old document as it was and shares what did not change", () => {
  const old = { map: { width: 3 }, participants: { a: { hp: 3 }, b: { hp: 4 } } };
  const patched = mergePatch(old, { participants: { a: { hp: 2 } } });
  assert.equal(old.participants.a.hp, 3);
  assert.equal(patched.map, old.map);
  assert.equal(patched.participants.b, old.participants.b);
});

test("a key called __proto__ is a key and reaches no prototype", () => {
  const patched = mergePatch({}, JSON.parse('{"__proto__": {"polluted": 1}}'));
  assert.equal({}.polluted, undefined);
  assert.equal(Object.getPrototypeOf(patched), Object.prototype);
  assert.deepEqual(Object.keys(patched), ["__proto__"]);
});

test("what lies above is seen, what it does not name shines through", () => {
  const lower = { name: "mill", participants: { a: { name: "Aria", position: { x: 1, y: 2 } }, b: { name: "Bram" } } };
  const upper = { participants: { a: { currentHP: 9 } }, availableActions: {} };
  assert.deepEqual(overlay(lower, upper), {
    name: "mill",
    participants: { a: { name: "Aria", position: { x: 1, y: 2 }, currentHP: 9 }, b: { name: "Bram" } },
    availableActions: {},
  });
  assert.equal("currentHP" in lower.participants.a, false);
});
