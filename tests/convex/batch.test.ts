import assert from "node:assert/strict";
import { test } from "node:test";

import { internal } from "../../convex/_generated/api";
import { batch, deployment, done, stored } from "./deployment";
import { action, interaction, log, message, turn } from "./documents";

test("answers come in the order of the operations, and a refusal stops none of the others", async () => {
  const t = deployment();
  const results = await batch(t, [
    { op: "recordTurn", args: turn() },
    { op: "recordTurn", args: {} },
    { op: "recordTurn", args: turn() },
    { op: "dropTheTables", args: {} },
    { op: "constructor", args: {} },
    { op: "recordAction", args: action() },
  ]);
  assert.deepEqual(results.map((one) => one.status), ["applied", "refused", "stale", "refused", "refused", "applied"]);
  assert.equal((await stored(t, "playerActions")).length, 1);
});

test("nothing of a refused operation is written", async () => {
  const t = deployment();
  const wide = Array.from({ length: 8193 }, () => "12");
  const results = await batch(t, [
    { op: "recordChat", args: message({ heardBy: wide }) },
    { op: "recordChat", args: message({ content: "x".repeat(1 << 20) }) },
    { op: "recordChat", args: message({ audience: "nobody" }) },
    { op: "upsertInteraction", args: interaction({ revision: 2 ** 54 }) },
    { op: "upsertInteraction", args: interaction({ record: "x".repeat(1 << 20) }) },
    { op: "recordTurn", args: [] },
    { op: "recordTurn", args: null as any },
  ]);
  assert.deepEqual(results.map((one) => one.status), Array(7).fill("refused"));
  for (const table of ["chatMessages", "chatHearers", "interactions", "turnRecords"] as const) {
    assert.deepEqual(await stored(t, table), [], table);
  }
});

test("what throws takes the whole batch back, so that it can be sent again in halves", async () => {
  const t = deployment();
  const operations = [{ op: "recordTurn", args: turn() }, { op: "recordTurn" } as any];
  await assert.rejects(batch(t, operations));
  assert.deepEqual(await stored(t, "turnRecords"), []);
});

test("200 operations and 900 KB fit into one call", async () => {
  const t = deployment();
  const data = JSON.stringify({ text: "x".repeat(1300) });
  const operations = Array.from({ length: 200 }, (_, i) => ({
    op: "logInteractionEvent",
    args: log({ externalId: `j1:${i}.0`, seq: i, eventData: data, partyData: data, tableData: data }),
  }));
  await done(t, operations);
  assert.equal((await stored(t, "liveInteractionLogs")).length, 200);
  assert.deepEqual(await batch(t, operations), Array(200).fill({ status: "stale" }));
});

test("alone, an operation answers as in a batch", async () => {
  const t = deployment();
  assert.deepEqual(await t.mutation(internal.liveSystem.recordTurn, turn()), { status: "applied" });
  assert.deepEqual(await t.mutation(internal.liveSystem.recordTurn, turn()), { status: "stale" });
  await assert.rejects(t.mutation(internal.liveSystem.recordTurn, { ...turn(), surprise: 1 } as any), /surprise/);
});

test("errors are kept once each, with the newest count", async () => {
  const t = deployment();
  const error = (revision: number, count: number) => ({
    op: "reportError",
    args: { externalId: "f:2026-11-28", revision, level: "ERROR", logger: "rooms", message: "Oh.", count, firstAt: 1, lastAt: revision },
  });
  await done(t, [error(1, 1), error(5, 3)]);
  assert.deepEqual(await batch(t, [error(5, 3), error(4, 2)]), [{ status: "stale" }, { status: "stale" }]);
  assert.deepEqual((await stored(t, "applicationErrors")).map((one) => one.count), [3]);
  const long = { ...error(9, 1).args, message: "x".repeat(1 << 20) };
  assert.equal((await batch(t, [{ op: "reportError", args: long }]))[0]!.status, "refused");
});
