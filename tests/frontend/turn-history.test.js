import assert from "node:assert/strict";
import test from "node:test";
import { fetchTurns, standingTurns, turnChoices, undoneWords } from "../../static/live/turn-history.js";
import { fight } from "./fakes.js";

const turn = (turnNumber, entityId, more = {}) => ({ turnId: `t${turnNumber}`, entityId, roundNumber: 1, turnNumber, status: "completed", undone: false, ...more });

/** Answers by path, one after the other. */
function rest(t, pages) {
  const asked = [];
  t.mock.method(globalThis, "fetch", async (path) => {
    asked.push(path);
    const page = pages[asked.length - 1];
    return { ok: Boolean(page), json: async () => page };
  });
  return asked;
}

test("all pages of a long history are read, whatever the server calls itself", async (t) => {
  const asked = rest(t, [
    { results: [turn(1, "bryn")], next: "http://inside:8000/api/interactions/i1/turns/?cursor=x" },
    { results: [turn(2, "goblin")], next: null },
  ]);
  assert.deepEqual((await fetchTurns("i1")).map((one) => one.turnId), ["t1", "t2"]);
  assert.deepEqual(asked, ["/api/interactions/i1/turns/?page_size=500", "/api/interactions/i1/turns/?cursor=x"]);
});

test("where there is no answer there are no turns to choose", async (t) => {
  rest(t, []);
  assert.deepEqual(await fetchTurns("i1"), []);
});

test("what was undone is no choice; the newest turn comes first, and each says how it ended", () => {
  const turns = [turn(2, "bryn", { undone: true }), turn(3, "bryn", { status: "timeout" }), turn(4, "gone", { status: "skipped" }), turn(5, "aldith", { status: null })];
  assert.deepEqual(turnChoices(fight(), standingTurns(turns)), [
    ["t5", "Round 1, turn 5: Ser Aldith (under way)"],
    ["t4", "Round 1, turn 4: somebody who has left (skipped)"],
    ["t3", "Round 1, turn 3: Bryn Hollow (out of time)"],
  ]);
});

test("how much is taken back is said before it is", () => {
  assert.deepEqual([1, 3].map(undoneWords), ["this turn", "these 3 turns"]);
});
