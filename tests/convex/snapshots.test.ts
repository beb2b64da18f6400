import assert from "node:assert/strict";
import { test } from "node:test";

import { internal } from "../../convex/_generated/api";
import { batch, deployment, type Deployment, done, stored } from "./deployment";
import { interaction, snapshot, T0 } from "./documents";

const save = (changes: object = {}) => ({ op: "saveStateSnapshot", args: snapshot(changes) });
const at = (seq: number, journalId = "j1") => ({ lineage: [{ journalId, seq }], revision: seq });

async function text(t: Deployment, copy?: string): Promise<string | undefined> {
  const load = (chunk: number) =>
    t.query(internal.node.loadStateSnapshot, { interactionId: "fight", chunk, ...(copy ? { copy } : {}) });
  const first = await load(0);
  let whole = first?.data;
  for (let chunk = 1; chunk < (first?.chunks ?? 0); chunk += 1) whole += (await load(chunk))!.data;
  return whole;
}

test("a newer snapshot takes the place of the older one, with its views", async () => {
  const t = deployment();
  const views = { dm: "{}", party: '{"new":1}', table: "{}" };
  await done(t, [save(), save({ ...at(12), snapshot: '{"later":1}', views })]);
  assert.equal(await text(t), '{"later":1}');
  assert.equal((await stored(t, "snapshots")).length, 1);
  assert.equal((await stored(t, "snapshotChunks")).length, 1);
  const party = (await stored(t, "interactionViews")).filter((one) => one.stream === "party");
  assert.deepEqual(party.map((one) => [one.view, one.revision]), [['{"new":1}', 12]]);
});

test("the same again, and one that comes late, change nothing", async () => {
  const t = deployment();
  await done(t, [save(at(12))]);
  assert.deepEqual(await batch(t, [save(at(12)), save(at(9)), save({ lineage: [], revision: 99 })]), [
    { status: "stale" },
    { status: "stale" },
    { status: "stale" },
  ]);
  assert.deepEqual((await t.query(internal.node.lineageOf, { interactionId: "fight" }))!.lineage, at(12).lineage);
});

test("where neither side contains the other nothing is written, and the answer says what is stored", async () => {
  const t = deployment();
  await done(t, [save()]);
  const [{ message, ...answer }] = await batch(t, [save({ ...at(50, "other"), snapshot: '{"theirs":1}' })]);
  assert.match(message!, /^It was played here and elsewhere: resolve_snapshot /);
  assert.deepEqual(answer, { status: "conflict", stored: { lineage: [{ journalId: "j1", seq: 10 }], revision: 10 } });
  assert.equal(await text(t), '{"whole":"room"}');
  assert.equal((await stored(t, "snapshotChunks")).length, 1);
});

test("a forced one is taken, and the other is kept as a copy", async () => {
  const t = deployment();
  await done(t, [
    { op: "upsertInteraction", args: interaction({ revision: 70 }) },
    save(),
    save({ ...at(3, "other"), snapshot: '{"theirs":1}', force: true, sha256: "b".repeat(64) }),
  ]);
  assert.equal(await text(t), '{"theirs":1}');
  assert.equal(await text(t, `fight:${"a".repeat(12)}`), '{"whole":"room"}');
  assert.equal(await text(t, "fight:nothing"), undefined);
  // The side that was kept may say how the interaction stands, whatever revision the other had reached.
  await done(t, [{ op: "upsertInteraction", args: interaction({ revision: 4, name: "Theirs", ...{ lineage: at(3, "other").lineage } }) }]);
  assert.equal((await stored(t, "interactions"))[0]!.name, "Theirs");
});

test("a restored room goes on from the snapshot it was restored from", async () => {
  const t = deployment();
  const lineage = [{ journalId: "j1", seq: 10 }, { journalId: "j2", seq: 1 }];
  await done(t, [save(), save({ lineage, revision: 2 ** 40 + 1 })]);
  const behind = await batch(t, [save(at(11))]);
  assert.equal(behind[0]!.status, "conflict", "the lost node went on alone");
});

test("a snapshot in chunks switches over when all have arrived, in any order and more than once", async () => {
  const t = deployment();
  const sha256 = "c".repeat(64);
  const chunk = (index: number, data: string) => ({
    op: "saveSnapshotChunk",
    args: { interactionId: "fight", revision: 20, index, count: 3, data, sha256 },
  });
  const last = save({ ...at(20), snapshot: undefined, chunks: 3, sha256 });
  await done(t, [save(), chunk(2, "c"), chunk(0, "a")]);
  assert.deepEqual(await batch(t, [chunk(0, "a"), last]), [
    { status: "stale" },
    { status: "refused", message: "2 of 3 chunks have arrived" },
  ]);
  assert.equal(await text(t), '{"whole":"room"}', "the old one stands until then");
  await done(t, [chunk(1, "b"), last]);
  assert.equal(await text(t), "abc");
  assert.equal((await stored(t, "snapshotChunks")).length, 3);
  assert.deepEqual(await stored(t, "snapshotUploads"), []);
  assert.deepEqual(await batch(t, [last]), [{ status: "stale" }]);
});

test("chunks of a snapshot that was never finished go when a newer one begins", async () => {
  const t = deployment();
  const chunk = (revision: number, sha: string, index = 0) => ({
    op: "saveSnapshotChunk",
    args: { interactionId: "fight", revision, index, count: 2, data: sha, sha256: sha.repeat(64) },
  });
  await done(t, [chunk(20, "d"), chunk(20, "d", 1), chunk(30, "e")]);
  await t.finishAllScheduledFunctions(() => {});
  assert.deepEqual((await stored(t, "snapshotChunks")).map((one) => one.data), ["e"]);
  await done(t, [chunk(30, "f")]);
  assert.deepEqual((await stored(t, "snapshotChunks")).map((one) => one.data), ["f"], "another text of the same revision");
});

const piece = (revision: number, index = 0, data = "x") => ({
  op: "saveSnapshotChunk",
  args: { interactionId: "fight", revision, index, count: 2, data, sha256: `${revision}`.repeat(32) },
});

test("chunks that were sent by halves go with a newer snapshot that needs none", async () => {
  const t = deployment();
  await done(t, [piece(20), piece(30), save(at(31))]);
  await t.finishAllScheduledFunctions(() => {});
  assert.deepEqual((await stored(t, "snapshotChunks")).map((one) => one.data), ['{"whole":"room"}']);
  assert.deepEqual(await stored(t, "snapshotUploads"), []);
});

test("a chunk of what is older than the stored snapshot, or of that one, is known: nothing would ever take it away", async () => {
  const t = deployment();
  await done(t, [save(at(30))]);
  assert.deepEqual(await batch(t, [piece(20), piece(30)]), [{ status: "stale" }, { status: "stale" }]);
  assert.deepEqual(await stored(t, "snapshotUploads"), []);
  await done(t, [piece(31)]);
});

test("chunks of a snapshot that is not taken go with it", async () => {
  const t = deployment();
  const other = save({ ...at(40, "other"), snapshot: undefined, chunks: 2, sha256: "40".repeat(32) });
  await done(t, [save(at(30)), piece(40), piece(40, 1)]);
  assert.deepEqual((await batch(t, [other])).map((one) => one.status), ["conflict"]);
  assert.deepEqual(await stored(t, "snapshotUploads"), []);
  await done(t, [piece(40), piece(40, 1)]);
  const wide = { ...other.args, views: { dm: "x".repeat(900_001), party: "", table: "" } };
  assert.deepEqual((await batch(t, [{ op: "saveStateSnapshot", args: wide }])).map((one) => one.status), ["refused"]);
  assert.equal((await stored(t, "snapshotChunks")).length, 1);
});

test("of uploads as large as they may be each goes by itself", async () => {
  const t = deployment();
  const data = "z".repeat(900_000);
  for (const revision of [7, 8])
    for (let index = 0; index < 12; index += 1) {
      const args = { interactionId: "fight", revision, index, count: 12, data, sha256: `${revision}` };
      await batch(t, [{ op: "saveSnapshotChunk", args }]);
    }
  await done(t, [save(at(9))]);
  await t.finishAllScheduledFunctions(() => {});
  assert.equal((await stored(t, "snapshotChunks")).length, 1);
});

test("what no document can hold is refused, not thrown", async () => {
  const t = deployment();
  const long = "x".repeat(900_001);
  const wide = "é".repeat(450_001);
  const big = { interactionId: "fight", revision: 1, sha256: "0", index: 0, count: 1 };
  const results = await batch(t, [
    save({ snapshot: long }),
    save({ views: { dm: wide, party: "", table: "" } }),
    { op: "saveSnapshotChunk", args: { ...big, data: long } },
    { op: "saveSnapshotChunk", args: { ...big, data: "", count: 13 } },
    { op: "saveSnapshotChunk", args: { ...big, data: "", index: 1 } },
    save({ snapshot: undefined }),
  ]);
  assert.deepEqual(results.map((one) => one.status), Array(6).fill("refused"));
  assert.deepEqual(await stored(t, "snapshots"), []);
  await done(t, [save({ snapshot: "x".repeat(900_000), views: { dm: "y".repeat(900_000), party: "", table: "" } })]);
});

test("a snapshot of 11 MB is read chunk by chunk", async () => {
  const t = deployment();
  const data = "z".repeat(900_000);
  for (let index = 0; index < 12; index += 1) {
    const args = { interactionId: "fight", revision: 9, index, count: 12, data, sha256: "9" };
    await done(t, [{ op: "saveSnapshotChunk", args }]);
  }
  await done(t, [save({ ...at(9), snapshot: undefined, chunks: 12, sha256: "9" })]);
  assert.equal((await text(t))!.length, 12 * 900_000);
  await done(t, [save(at(10))]);
  assert.equal((await stored(t, "snapshotChunks")).length, 1);
});

for (const first of ["snapshot", "interaction"]) {
  test(`an interaction knows its newest snapshot when the ${first} comes first`, async () => {
    const t = deployment();
    const both = [save(), { op: "upsertInteraction", args: interaction() }];
    await done(t, first === "snapshot" ? both : both.reverse());
    const [row] = await stored(t, "interactions");
    assert.deepEqual([row!.lastStateSnapshot, row!.snapshotTimestamp], [10, T0]);
  });
}

test("nothing is known of an interaction that never was", async () => {
  const t = deployment();
  assert.equal(await t.query(internal.node.lineageOf, { interactionId: "nothing" }), null);
  assert.equal(await t.query(internal.node.loadStateSnapshot, { interactionId: "nothing" }), null);
});
