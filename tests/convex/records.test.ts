import assert from "node:assert/strict";
import { test } from "node:test";

import { batch, deployment, done, populated, stored } from "./deployment";
import { action, log, message, reward, T0, turn } from "./documents";

const KINDS = [
  { op: "recordTurn", table: "turnRecords", document: turn, later: { status: "completed", endTime: T0 + 9 } },
  { op: "recordAction", table: "playerActions", document: action, later: { status: "RESOLVED", outcome: "approved" } },
  { op: "logInteractionEvent", table: "liveInteractionLogs", document: log, later: { eventData: '{"later":1}' } },
  { op: "recordReward", table: "rewardGrants", document: reward, later: { reversed: true } },
  { op: "recordChat", table: "chatMessages", document: message, later: { hidden: true } },
] as const;

for (const { op, table, document, later } of KINDS) {
  const first = { op, args: document() };
  const changed = { op, args: document({ revision: 20, ...later }) };
  const only = async (t: ReturnType<typeof deployment>) => {
    const rows = await stored(t, table);
    assert.equal(rows.length, 1);
    return rows[0]!;
  };

  test(`${op}: the same again changes nothing`, async () => {
    const t = deployment();
    await done(t, [first]);
    const before = await only(t);
    assert.deepEqual(await batch(t, [first]), [{ status: "stale" }]);
    assert.deepEqual(await only(t), before);
  });

  test(`${op}: a later change comes through`, async () => {
    const t = deployment();
    await done(t, [first, changed]);
    const row = await only(t);
    for (const [name, value] of Object.entries(later)) assert.deepEqual(row[name], value);
  });

  test(`${op}: what arrives late changes nothing`, async () => {
    const t = deployment();
    await done(t, [changed]);
    const before = await only(t);
    assert.deepEqual(await batch(t, [first]), [{ status: "stale" }]);
    assert.deepEqual(await only(t), before);
  });

  test(`${op}: a document that is none is refused, and the others of the batch are not`, async () => {
    const t = deployment();
    const results = await batch(t, [
      { op, args: { ...document(), seq: "five" } },
      { op, args: { ...document(), surprise: 1 } },
      { op, args: document({ revision: 1.5 }) },
      { op, args: document({ revision: -1 }) },
      first,
    ]);
    assert.deepEqual(results.map((one) => one.status), ["refused", "refused", "refused", "refused", "applied"]);
    assert.match(results[0]!.message!, /seq is no number/);
    assert.match(results[1]!.message!, /surprise is not a field/);
    assert.equal((await stored(t, table)).length, 1);
  });
}

test("a cut makes void what the lost rows made, whether it comes before or after them", async () => {
  const cut = { op: "cutBack", args: { interactionId: "fight", journalId: "j1", afterSeq: 6, revision: 100 } };
  for (const order of [[0, 1], [1, 0]]) {
    const t = await populated();
    const rows = KINDS.map(({ op, document }) => ({ op, args: document() }));
    for (const step of order) await done(t, step === 0 ? rows : [cut]);
    for (const [table, voided] of [
      ["turnRecords", undefined],
      ["playerActions", undefined],
      ["liveInteractionLogs", true],
      ["rewardGrants", true],
      ["chatMessages", true],
    ] as const) {
      const [row] = await stored(t, table);
      assert.equal(row!.voided, voided, table);
      assert.equal(row!.forDms, !voided, table);
    }
    assert.deepEqual(await batch(t, [cut]), [{ status: "stale" }]);
  }
});

test("what another journal made stays when one is cut back", async () => {
  const t = deployment();
  await done(t, [
    { op: "recordTurn", args: turn({ journalId: "j2", seq: 50 }) },
    { op: "cutBack", args: { interactionId: "fight", journalId: "j1", afterSeq: 0, revision: 100 } },
    { op: "recordAction", args: action({ interactionId: "another" }) },
  ]);
  assert.equal((await stored(t, "turnRecords"))[0]!.voided, undefined);
  assert.equal((await stored(t, "playerActions"))[0]!.voided, undefined);
});

test("a record that a lost row had made comes back with a row of the new journal", async () => {
  const t = deployment();
  await done(t, [
    { op: "recordTurn", args: turn() },
    { op: "cutBack", args: { interactionId: "fight", journalId: "j1", afterSeq: 0, revision: 100 } },
    { op: "recordTurn", args: turn({ journalId: "j2", seq: 1, revision: 2 ** 40 + 1 }) },
  ]);
  const [row] = await stored(t, "turnRecords");
  assert.equal(row!.voided, undefined);
  assert.equal(row!.forPlayers, true);
});

test("a long cut goes on by itself, and many cuts fit into one call", async () => {
  const t = deployment();
  const turns = Array.from({ length: 950 }, (_, i) => ({
    op: "recordTurn",
    args: turn({ externalId: `turn-${i}`, seq: i + 1 }),
  }));
  for (let i = 0; i < turns.length; i += 190) await done(t, turns.slice(i, i + 190));
  await done(t, [{ op: "recordChat", args: message({ seq: 5000 }) }]);
  const cut = (journalId: string) => ({ op: "cutBack", args: { interactionId: "fight", journalId, afterSeq: 10, revision: 1 } });
  assert.deepEqual(await batch(t, [cut("j1"), cut("j2")]), [{ status: "applied", more: true }, { status: "applied" }]);
  await t.finishAllScheduledFunctions(() => {});
  const rows = await stored(t, "turnRecords");
  assert.equal(rows.filter((row) => row.voided).length, 940);
  assert.equal((await stored(t, "chatMessages"))[0]!.voided, true);
});
