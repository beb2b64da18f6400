import assert from "node:assert/strict";
import { test } from "node:test";

import { internal } from "../../convex/_generated/api";
import { CONTENT_TABLES, type ContentTable } from "../../convex/tables/content";
import { batch, deployment, type Deployment, done, stored } from "./deployment";

const put = (revision: number, fields: object = {}, table: ContentTable = "maps", base?: number) => ({
  op: "putContent",
  args: { table, document: { externalId: "a", revision, ...fields }, ...(base === undefined ? {} : { base }) },
});
const remove = (revision: number, base?: number) => ({
  op: "removeContent",
  args: { table: "maps", externalId: "a", revision, ...(base === undefined ? {} : { base }) },
});
const stale = { status: "stale" };

async function only(t: Deployment, table: ContentTable = "maps") {
  const rows = await stored(t, table);
  assert.equal(rows.length, 1);
  return rows[0]!;
}

const edit = (t: Deployment, fields: object) => t.mutation(internal.content.edit, { table: "maps", externalId: "a", fields });

for (const table of CONTENT_TABLES) {
  test(`${table}: put when newer, stale when repeated or late, refused when it does not fit`, async () => {
    const t = deployment();
    await done(t, [put(1, {}, table), put(3, {}, table)]);
    const before = await only(t, table);
    const results = await batch(t, [put(3, {}, table), put(2, {}, table), put(4, { surprise: 1 }, table)]);
    assert.deepEqual(results.map((one) => one.status), ["stale", "stale", "refused"]);
    assert.deepEqual(await only(t, table), before);
    assert.deepEqual([before.revision, before.putRevision], [3, 3]);
  });
}

test("a put replaces the whole row: a field that is not sent is gone", async () => {
  const t = deployment();
  await done(t, [put(1, { name: "Cave", dmNotes: "trap" }), put(2, { name: "Cavern" })]);
  const { name, dmNotes } = await only(t);
  assert.deepEqual([name, dmNotes], ["Cavern", undefined]);
});

test("a row that was edited here is overwritten only by who knew of the edit", async () => {
  const t = deployment();
  await done(t, [put(1, { name: "Cave" })]);
  const { revision } = await edit(t, { name: "Edited" });
  assert.ok(revision >= Date.now() - 60_000);
  const [answer] = await batch(t, [put(2, { name: "Ours" }, "maps", 1)]);
  assert.equal(answer!.status, "conflict");
  assert.match(answer!.message!, /the node knew of 1/);
  assert.equal((await batch(t, [remove(2, 1)]))[0]!.status, "conflict");
  assert.equal((await only(t)).name, "Edited");
  await done(t, [put(2, { name: "Merged" }, "maps", revision)]);
  const row = await only(t);
  assert.deepEqual([row.name, row.editedAt, row.revision], ["Merged", undefined, 2]);
});

test("a repair puts without asking what was edited", async () => {
  const t = deployment();
  await done(t, [put(1)]);
  await edit(t, { name: "Edited" });
  await done(t, [put(2, { name: "Repaired" })]);
  assert.equal((await only(t)).name, "Repaired");
});

test("an edit raises the revision, and the node's put of before it does not come back", async () => {
  const t = deployment();
  const far = Date.now() + 1_000_000;
  await done(t, [put(far)]);
  assert.equal((await edit(t, { width: 30 })).revision, far + 1);
  assert.deepEqual(await batch(t, [put(far)]), [stale]);
  assert.equal((await only(t)).width, 30);
});

test("a removal leaves a tombstone that late puts do not pass", async () => {
  const t = deployment();
  await done(t, [put(1, { name: "Cave", campaignId: "cave" }), remove(5)]);
  assert.deepEqual(await batch(t, [remove(5), put(4)]), [stale, stale]);
  const { name, deleted, campaignId } = await only(t);
  assert.deepEqual({ name, deleted, campaignId }, { name: undefined, deleted: true, campaignId: "cave" });
  await done(t, [put(6, { name: "Again" })]);
  assert.equal((await only(t)).deleted, undefined);
});

test("a removal that comes before the row holds, until something newer comes", async () => {
  const t = deployment();
  await done(t, [remove(5)]);
  assert.deepEqual(await batch(t, [remove(4), put(4)]), [stale, stale]);
  assert.deepEqual(await stored(t, "maps"), []);
  await done(t, [remove(7)]);
  assert.deepEqual(await batch(t, [put(6)]), [stale]);
  await done(t, [put(8)]);
  assert.deepEqual(await stored(t, "tombstones"), []);
});

test("whom a user signs in as is not the node's to forget", async () => {
  const t = deployment();
  const user = (revision: number, fields: object) => put(revision, fields, "users");
  await done(t, [user(1, { name: "Mira", clerkId: "user_mira" }), user(2, { name: "Mira M." })]);
  assert.equal((await only(t, "users")).clerkId, "user_mira");
  const fields = { clerkId: "user_other" };
  assert.deepEqual(await t.mutation(internal.content.edit, { table: "users", externalId: "a", fields }), { revision: 2 });
  await done(t, [put(3, { name: "Mira" }, "users", 2)]);
  assert.equal((await only(t, "users")).clerkId, "user_other");
});

test("a field that an edit makes null is gone, and nothing else can be null", async () => {
  const t = deployment();
  await done(t, [put(1, { name: "Cave", dmNotes: "trap" })]);
  await edit(t, { dmNotes: null });
  assert.equal("dmNotes" in (await only(t)), false);
  assert.equal((await only(t)).name, "Cave");
  for (const fields of [{ deleted: null }, { record: null }, { surprise: null }]) {
    await assert.rejects(edit(t, fields), (error: any) => error.data.code === "malformed");
  }
});

test("a Clerk identity signs in as one account, and may be given to another", async () => {
  const t = deployment();
  const link = (externalId: string, clerkId: string | null) =>
    t.mutation(internal.content.edit, { table: "users", externalId, fields: { clerkId } });
  const user = (externalId: string) => ({ op: "putContent", args: { table: "users", document: { externalId, revision: 1 } } });
  await done(t, [user("1"), user("2")]);
  await link("1", "user_mira");
  await link("1", "user_mira");
  await assert.rejects(link("2", "user_mira"), /user_mira signs in as user 1/);
  await link("1", null);
  await link("2", "user_mira");
  assert.deepEqual((await stored(t, "users")).map((one) => one.clerkId), [undefined, "user_mira"]);
});

test("a field by the name of something that every object has is refused, too", async () => {
  const t = deployment();
  const [answer] = await batch(t, [put(1, { toString: "x" })]);
  assert.deepEqual(answer, { status: "refused", message: "maps.toString is not a field" });
});

test("a put without an id or a revision of ours is refused", async () => {
  const t = deployment();
  const bare = (document: object) => ({ op: "putContent", args: { table: "maps", document } });
  const results = await batch(t, [bare({ revision: 1 }), bare({ externalId: "a" }), bare([]), { op: "putContent", args: { table: "snapshots", document: {} } }]);
  assert.deepEqual(results.map((one) => one.status), Array(4).fill("refused"));
});

test("an edit of what is not there, or of what is the node's, is refused", async () => {
  const t = deployment();
  const refuses = (edited: Promise<unknown>, code: string) =>
    assert.rejects(edited, (error: any) => error.data.code === code);
  await refuses(edit(t, { name: "x" }), "not_found");
  await done(t, [put(1)]);
  for (const fields of [{ externalId: "b" }, { revision: 9 }, { record: "{}" }, { surprise: 1 }, { width: "wide" }, { deleted: 1 }]) {
    await refuses(edit(t, fields), "malformed");
    await refuses(t.mutation(internal.content.create, { table: "maps", fields }), "malformed");
  }
});

test("a row made in Convex is adopted once", async () => {
  const t = deployment();
  const id = await t.mutation(internal.content.create, { table: "maps", fields: { name: "Made here" } });
  const adopt = (externalId: string) =>
    t.mutation(internal.content.adopt, { table: "maps", adoptions: [{ id, externalId }, { id: "nothing", externalId: "x" }] });
  assert.deepEqual(await adopt("ours"), { externalIds: ["ours", null] });
  assert.deepEqual(await adopt("again"), { externalIds: ["ours", null] });
  assert.equal((await only(t)).externalId, "ours");
});

test("what changed is found from a moment on, oldest first, page by page, with what was removed", async () => {
  const t = deployment();
  const document = (i: number) => ({ op: "putContent", args: { table: "maps", document: { externalId: `m${i}`, revision: 1 } } });
  await done(t, Array.from({ length: 25 }, (_, i) => document(i)));
  await done(t, [{ op: "removeContent", args: { table: "maps", externalId: "m3", revision: 2 } }]);
  const found: any[] = [];
  let cursor: string | null = null;
  do {
    const page: any = await t.query(internal.content.changedSince, { table: "maps", after: 0, cursor, numItems: 10 });
    found.push(...page.page);
    cursor = page.isDone ? null : page.continueCursor;
  } while (cursor !== null);
  assert.equal(found.length, 25);
  assert.deepEqual(found.map((one) => one.changedAt), found.map((one) => one.changedAt).sort());
  assert.equal(found.find((one) => one.externalId === "m3").deleted, true);
  const none = await t.query(internal.content.changedSince, { table: "maps", after: Date.now() + 60_000 });
  assert.deepEqual(none.page, []);
});

test("which tables have changed is told of all in one call", async () => {
  const t = deployment();
  await done(t, [put(1), put(1, {}, "items")]);
  const { changedAt } = await only(t);
  const changed = (after: number) =>
    t.query(internal.content.changedTables, { since: [{ table: "maps", after }, { table: "quests", after: 0 }] });
  assert.deepEqual(await changed(changedAt), ["maps"]);
  assert.deepEqual(await changed(changedAt + 1), []);
});
