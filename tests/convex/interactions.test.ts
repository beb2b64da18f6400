import assert from "node:assert/strict";
import { test } from "node:test";

import { internal } from "../../convex/_generated/api";
import { batch, deployment, type Deployment, done, type Operation, populated, stored } from "./deployment";
import { interaction, snapshot, T0 } from "./documents";

const upsert = (changes: object = {}) => ({ op: "upsertInteraction", args: interaction(changes) });
const patch = (op: string, at: number, fields: object) => ({ op, args: { interactionId: "fight", at, ...fields } });
const status = (at: number, liveStatus: string, status = "DM_REVIEW") =>
  patch("updateLiveRoomStatus", at, { liveStatus, status, phase: "DM_REVIEW" });

async function only(t: Deployment) {
  const rows = await stored(t, "interactions");
  assert.equal(rows.length, 1);
  return rows[0]!;
}

async function active(t: Deployment) {
  const campaigns = await stored(t, "campaigns");
  return campaigns.find((one) => one.externalId === "cave")!.activeInteractionId;
}

/** All orders in which a few operations can arrive. */
function orders(operations: Operation[]): Operation[][] {
  if (operations.length < 2) return [operations];
  return operations.flatMap((one, i) => orders(operations.filter((_, j) => j !== i)).map((rest) => [one, ...rest]));
}

test("repeats and late arrivals change nothing, a newer document replaces", async () => {
  const t = deployment();
  await done(t, [upsert({ name: "First" }), upsert({ revision: 11, name: "Second", description: undefined })]);
  assert.deepEqual(await batch(t, [upsert({ revision: 11, name: "Third" }), upsert()]), [{ status: "stale" }, { status: "stale" }]);
  assert.equal((await only(t)).name, "Second");
});

test("whatever the order of arrival, the same stands in the end", async () => {
  const operations = [
    upsert(),
    upsert({ revision: 20, updatedAt: T0 + 50, status: "INITIATIVE_ROLLED", phase: "INITIATIVE_ROLLED", description: "Later." }),
    patch("updateConnectedParticipants", T0 + 40, { connectedParticipants: ["2", "3"], lastActivity: T0 + 45 }),
    patch("setCurrentTurnTimeout", T0 + 60, { currentTurnTimeout: T0 + 90_000, audience: "all" }),
    patch("updateLiveRoomStatus", T0 + 30, { liveStatus: "paused", status: "paused", phase: "DM_REVIEW", liveRoomId: "room" }),
  ];
  let first: object | undefined;
  for (const order of orders(operations)) {
    const t = deployment();
    await batch(t, order);
    const row = await only(t);
    first ??= row;
    assert.deepEqual(row, first, order.map((one) => one.op).join());
  }
  const { status, liveStatus, liveRoomId, connectedParticipants, currentTurnTimeout, lastActivity } = first as any;
  assert.deepEqual({ status, liveStatus, liveRoomId }, { status: "INITIATIVE_ROLLED", liveStatus: "live", liveRoomId: undefined });
  assert.deepEqual({ connectedParticipants, currentTurnTimeout, lastActivity }, {
    connectedParticipants: ["2", "3"],
    currentTurnTimeout: T0 + 90_000,
    lastActivity: T0 + 45,
  });
});

for (const [op, older, newer] of [
  ["updateLiveRoomStatus", { liveStatus: "live", status: "DM_REVIEW", phase: "DM_REVIEW" }, { liveStatus: "paused", status: "paused", phase: "DM_REVIEW" }],
  ["updateConnectedParticipants", { connectedParticipants: ["2"] }, { connectedParticipants: [] }],
  ["setCurrentTurnTimeout", { currentTurnTimeout: T0 + 1 }, { currentTurnTimeout: null }],
  ["updateTurnSettings", { turnTimeLimit: 60, chatEnabled: true, allowPrivateChat: true }, { turnTimeLimit: null, chatEnabled: false, allowPrivateChat: false }],
] as const) {
  test(`${op}: applied when newer, stale when repeated or late, refused when malformed`, async () => {
    const t = deployment();
    await done(t, [upsert(), patch(op, T0 + 1, older), patch(op, T0 + 3, newer)]);
    const before = await only(t);
    const results = await batch(t, [patch(op, T0 + 3, newer), patch(op, T0 + 2, older), patch(op, NaN, { surprise: 1 })]);
    assert.deepEqual(results.map((one) => one.status), ["stale", "stale", "refused"]);
    assert.deepEqual(await only(t), before);
    for (const [name, value] of Object.entries(newer)) assert.deepEqual(before[name], value ?? undefined, name);
  });

  test(`${op}: waits for an interaction that has not arrived`, async () => {
    const t = deployment();
    await done(t, [patch(op, T0 + 1, older), patch(op, T0 + 3, newer)]);
    assert.deepEqual(await batch(t, [patch(op, T0 + 2, older)]), [{ status: "stale" }]);
    await done(t, [upsert()]);
    const row = await only(t);
    for (const [name, value] of Object.entries(newer)) assert.deepEqual(row[name], value ?? undefined, name);
    assert.deepEqual(await stored(t, "earlyPatches"), []);
  });
}

test("settings that are not given stay", async () => {
  const t = deployment();
  await done(t, [upsert({ turnTimeLimit: 90, chatEnabled: true }), patch("updateTurnSettings", T0 + 1, { chatEnabled: false })]);
  const { turnTimeLimit, chatEnabled } = await only(t);
  assert.deepEqual({ turnTimeLimit, chatEnabled }, { turnTimeLimit: 90, chatEnabled: false });
});

test("a document of another history is a conflict, as its snapshot would be", async () => {
  const t = deployment();
  await done(t, [upsert(), { op: "saveStateSnapshot", args: snapshot() }]);
  const [answer] = await batch(t, [upsert({ revision: 2 ** 42, lineage: [{ journalId: "other", seq: 3 }], name: "Theirs" })]);
  assert.equal(answer!.status, "conflict");
  assert.deepEqual(answer!.stored, { lineage: [{ journalId: "j1", seq: 10 }], revision: 10 });
  assert.equal((await only(t)).name, "Ambush");
});

test("a campaign knows what is live in it, whichever of the two came first", async () => {
  const t = await populated();
  assert.equal(await active(t), undefined);
  await done(t, [upsert()]);
  assert.equal(await active(t), "fight");
  await done(t, [status(T0 + 1, "paused", "paused")]);
  assert.equal(await active(t), "fight");
  await done(t, [{ op: "putContent", args: { table: "campaigns", document: { externalId: "cave", revision: 2, name: "Renamed" } } }]);
  assert.equal(await active(t), "fight");
  await done(t, [status(T0 + 2, "completed", "COMPLETED")]);
  assert.equal(await active(t), undefined);

  const late = deployment();
  await done(late, [upsert(), { op: "putContent", args: { table: "campaigns", document: { externalId: "cave", revision: 1 } } }]);
  assert.equal(await active(late), "fight");
});

test("of two that are called live the one whose status is newer counts", async () => {
  const t = await populated();
  await done(t, [
    upsert({ externalId: "next", updatedAt: T0 + 10 }),
    upsert(), // its end is still under way
  ]);
  assert.equal(await active(t), "next");
});

test("a draft that is removed is active no more and does not come back", async () => {
  const t = await populated();
  const remove = { op: "removeContent", args: { table: "interactions", externalId: "fight", revision: 50 } };
  await done(t, [upsert(), remove]);
  assert.equal(await active(t), undefined);
  assert.deepEqual(await batch(t, [remove, upsert({ revision: 40 })]), [{ status: "stale" }, { status: "stale" }]);
  await done(t, [upsert({ revision: 60 })]);
  assert.equal(await active(t), "fight");
});

test("a removal that comes before its draft holds", async () => {
  const t = deployment();
  await done(t, [{ op: "removeContent", args: { table: "interactions", externalId: "fight", revision: 50 } }]);
  assert.deepEqual(await batch(t, [upsert()]), [{ status: "stale" }]);
  assert.deepEqual(await stored(t, "interactions"), []);
});

test("the record of an interaction is kept apart, written when it changes, and comes back with it", async () => {
  const t = deployment();
  const whole = async (): Promise<any> => await t.query(internal.node.interactionOf, { interactionId: "fight" });
  await done(t, [upsert({ record: "first" }), upsert({ revision: 11, record: "first", name: "Again" })]);
  assert.deepEqual([(await whole()).record, (await whole()).name, (await whole()).recordId], ["first", "Again", undefined]);
  assert.equal((await only(t)).record, undefined);
  await done(t, [upsert({ revision: 12, record: "second" })]);
  assert.deepEqual(await stored(t, "interactionRecords"), [{ interactionId: "fight", record: "second" }]);
  const page = await t.query(internal.node.restorePage, { table: "interactions", cursor: null, numItems: 100 });
  assert.deepEqual(page.page.map((one: any) => one.record), ["second"]);
  await done(t, [upsert({ revision: 13 })]);
  assert.deepEqual(await stored(t, "interactionRecords"), []);
  assert.equal((await whole()).record, undefined);
});

test("a record that no document can hold is refused", async () => {
  const t = deployment();
  assert.equal((await batch(t, [upsert({ record: "x".repeat(1 << 20) })]))[0]!.status, "refused");
  assert.deepEqual(await stored(t, "interactionRecords"), []);
});
