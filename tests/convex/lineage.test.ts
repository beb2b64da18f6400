import assert from "node:assert/strict";
import { test } from "node:test";

import { contains, type Lineage, relation, type Relation } from "../../convex/lineage";

/** "a7 b3": journal a was left at 7, journal b is at 3. */
function lineage(words: string): Lineage {
  return words.split(" ").filter(Boolean).map((word) => ({ journalId: word[0]!, seq: Number(word.slice(1)) }));
}

const CASES: [incoming: string, stored: string, expected: Relation, why: string][] = [
  ["a7", "a5", "newer", "the same journal, further on"],
  ["a5", "a7", "older", "the same journal, further back"],
  ["a5", "a5", "same", "the same state"],
  ["a5", "", "newer", "nothing is known"],
  ["", "a5", "older", "nothing is told"],
  ["", "", "same", "nothing on both sides"],
  ["b5", "a5", "conflict", "another journal from the beginning"],
  ["a7 b3", "a7", "newer", "left where the other stands, and went on"],
  ["a7 b3", "a4", "newer", "left after where the other stands"],
  ["a7 b3", "a9", "conflict", "the other went on in the journal that was left"],
  ["a9", "a7 b3", "conflict", "the same, seen from the other side"],
  ["a4", "a7 b3", "older", "stands before where the other left the journal"],
  ["a7 b3", "a7 b3", "same", "the same after a restore"],
  ["a7 b5", "a7 b3", "newer", "further on after a restore"],
  ["a7 b3", "a7 c3", "conflict", "two restores of the same snapshot"],
  ["a7 b3", "a6 b3", "conflict", "a journal left at two places"],
  ["a7 b3 c1", "a7 b3", "newer", "restored a second time"],
  ["a7 b3 c1", "a7", "newer", "restored twice since"],
  ["a7 b3 c1", "a7 b4", "conflict", "the other went on after the second restore"],
  ["b3", "a7 b3", "conflict", "a history whose beginning is unknown"],
  ["a7 c1", "a7 b3 c1", "conflict", "a journal is missing in between"],
];

for (const [incoming, stored, expected, why] of CASES) {
  test(`${incoming || "nothing"} against ${stored || "nothing"} is ${expected}: ${why}`, () => {
    assert.equal(relation(lineage(incoming), lineage(stored)), expected);
  });
}

test("whoever contains a state contains all that it contains", () => {
  const all = [...new Set(CASES.flatMap(([a, b]) => [a, b]))].map(lineage);
  for (const a of all)
    for (const b of all)
      for (const c of all) if (contains(a, b) && contains(b, c)) assert.ok(contains(a, c));
});
