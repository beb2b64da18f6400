import assert from "node:assert/strict";
import { test } from "node:test";

import { internal } from "../../convex/_generated/api";
import schema from "../../convex/schema";
import { done, populated, stored } from "./deployment";
import { interaction, message, T0, turn } from "./documents";
import { ALL_AT_ONCE, fighting } from "./table";

const paged = { interactionId: "fight", paginationOpts: ALL_AT_ONCE };

test("every table is paged through whole, in the order of arrival", async () => {
  const t = await fighting();
  for (const table of Object.keys(schema.tables)) {
    const found: any[] = [];
    let cursor: string | null = null;
    for (;;) {
      const page: any = await t.query(internal.node.restorePage, { table, cursor, numItems: 2 });
      found.push(...page.page.map(({ _id, _creationTime, ...row }: any) => row));
      if (page.isDone) break;
      cursor = page.continueCursor;
    }
    assert.deepEqual(found, await stored(t, table as "users"), table);
  }
});

test("a page of large documents ends early, and the next goes on", async () => {
  const t = await populated();
  const big = (i: number) => ({ op: "recordTurn", args: turn({ externalId: `t${i}`, startTime: T0 + i, record: "x".repeat(900_000) }) });
  for (let i = 0; i < 12; i += 1) await done(t, [big(i)]);
  let cursor: string | null = null;
  const lengths: number[] = [];
  for (;;) {
    const page: any = await t.query(internal.node.restorePage, { table: "turnRecords", cursor, numItems: 500 });
    lengths.push(page.page.length);
    if (page.isDone) break;
    cursor = page.continueCursor;
  }
  assert.equal(lengths.reduce((a, b) => a + b), 12);
  assert.ok(Math.max(...lengths) <= 5);
});

test("the documents of a table are counted page by page", async () => {
  const t = await fighting();
  let count = 0;
  let cursor: string | null = null;
  for (let pages = 0; pages < 9; pages += 1) {
    const found: any = await t.query(internal.node.countOf, { table: "users", cursor, numItems: 2 });
    count += found.count;
    if (found.isDone) break;
    cursor = found.continueCursor;
  }
  assert.equal(count, (await stored(t, "users")).length);
  const asked = t.query(internal.node.countOf, { table: "nothing", cursor: null, numItems: 1 });
  await assert.rejects(asked, (error: any) => error.data.code === "malformed");
});

test("a table that is none is refused", async () => {
  const t = await populated();
  for (const table of ["nothing", "constructor", "_storage"]) {
    const asked = t.query(internal.node.restorePage, { table, cursor: null, numItems: 1 });
    await assert.rejects(asked, (error: any) => error.data.code === "malformed");
  }
});

test("the node reads the records as they are, the void and the private too", async () => {
  const t = await fighting();
  await done(t, [
    { op: "recordChat", args: message({ externalId: "private", audience: "own", heardBy: ["2"], timestamp: T0 + 99, record: "{}" }) },
    { op: "cutBack", args: { interactionId: "fight", journalId: "j1", afterSeq: 8, revision: 1 } },
  ]);
  const chat = await t.query(internal.node.getChatMessages, paged);
  assert.deepEqual(chat.page.map((one) => [one.externalId, one.voided]), [["message-1", true], ["private", true]]);
  for (const ask of ["getInteractionLogs", "getTurnRecords", "getPlayerActions", "getRewards"] as const) {
    assert.equal((await t.query(internal.node[ask], paged)).page.length, 1, ask);
  }
  const same = await t.query(internal.node.recordsOf, { table: "chatMessages", interactionId: "fight", cursor: null, numItems: 9 });
  assert.deepEqual(same.page, chat.page);
});

test("the node reads an interaction, what is live, and what was made for each kind of viewer", async () => {
  const t = await fighting();
  await done(t, [{ op: "upsertInteraction", args: interaction({ externalId: "rest", campaignId: "elsewhere", liveStatus: "paused", status: "paused" }) }]);
  const about = { interactionId: "fight" };
  assert.equal((await t.query(internal.node.getLiveInteractionStatus, about))!.revision, 10);
  assert.equal(await t.query(internal.node.getLiveInteractionStatus, { interactionId: "nothing" }), null);
  const state = await t.query(internal.node.getInteractionLiveState, about);
  assert.deepEqual(Object.keys(state.views).sort(), ["dm", "party", "table"]);
  assert.equal((await t.query(internal.node.getActiveInteraction, { campaignId: "elsewhere" }))!.externalId, "rest");
  const live = await t.query(internal.node.getAllLiveInteractions, { paginationOpts: ALL_AT_ONCE });
  const paused = await t.query(internal.node.getAllLiveInteractions, { paginationOpts: ALL_AT_ONCE, liveStatus: "paused" });
  assert.deepEqual([...live.page, ...paused.page].map((one) => one.externalId), ["fight", "rest"]);
});
