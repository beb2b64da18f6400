import assert from "node:assert/strict";
import { test } from "node:test";

import { batch, deployment, type Deployment, done, populated, stored } from "./deployment";
import { interaction, snapshot, T0 } from "./documents";

const AHEAD = 5 * 60_000; // a clock that goes before the others

const upsert = (changes: object = {}) => ({ op: "upsertInteraction", args: interaction(changes) });
const patch = (op: string, at: number, fields: object) => ({ op, args: { interactionId: "fight", at, ...fields } });
const present = (at: number, connectedParticipants: string[], revision?: number) =>
  patch("updateConnectedParticipants", at, { connectedParticipants, ...(revision === undefined ? {} : { revision }) });
const ENDED = { liveStatus: "completed", status: "COMPLETED", phase: "COMPLETED", outcome: "completed" };

async function only(t: Deployment) {
  const rows = await stored(t, "interactions");
  assert.equal(rows.length, 1);
  return rows[0]!;
}

test("an end that is told with the true time counts after a document of a clock that went ahead", async () => {
  const t = await populated();
  await done(t, [upsert({ updatedAt: T0 + AHEAD }), upsert({ revision: 11, updatedAt: T0 + 1, ...ENDED })]);
  const { liveStatus, status, outcome } = await only(t);
  assert.deepEqual([liveStatus, status, outcome], ["completed", "COMPLETED", "completed"]);
  const campaign = (await stored(t, "campaigns")).find((one) => one.externalId === "cave")!;
  assert.equal(campaign.activeInteractionId, undefined);
});

test("a later document is right about settings, whatever its clock says", async () => {
  const t = deployment();
  await done(t, [
    upsert({ updatedAt: T0 + AHEAD, turnTimeLimit: 60, chatEnabled: true }),
    upsert({ revision: 11, updatedAt: T0, chatEnabled: false }),
  ]);
  const { turnTimeLimit, chatEnabled } = await only(t);
  assert.deepEqual([turnTimeLimit, chatEnabled], [undefined, false]);
});

test("a draft that was saved after it had been played, and sent before that, does not hold its status up", async () => {
  const t = deployment();
  const drafted = { liveStatus: "idle", status: "PENDING_INITIATIVE", phase: "PENDING_INITIATIVE" };
  await done(t, [upsert({ ...drafted, revision: 5, updatedAt: T0 + 500 }), upsert()]);
  assert.equal((await only(t)).liveStatus, "live");
});

test("a document that mentions no time at which the turn runs out, and for whom that is, takes it away", async () => {
  const t = deployment();
  await done(t, [
    upsert({ currentTurnTimeout: T0 + 90_000, timeoutAudience: "dm" }),
    upsert({ revision: 11, timeoutAudience: "all" }),
  ]);
  const { currentTurnTimeout, timeoutAudience } = await only(t);
  assert.deepEqual([currentTurnTimeout, timeoutAudience], [undefined, "all"]);
});

test("after a cut the time-out of the state that stays counts, although its row is older", async () => {
  const t = deployment();
  await done(t, [
    upsert({ updatedAt: T0 + 50, currentTurnTimeout: T0 + 90_000, timeoutAudience: "dm" }),
    upsert({ revision: 2 ** 42, updatedAt: T0 + 10, currentTurnTimeout: T0 + 60_000, timeoutAudience: "all" }),
  ]);
  const { currentTurnTimeout, timeoutAudience } = await only(t);
  assert.deepEqual([currentTurnTimeout, timeoutAudience], [T0 + 60_000, "all"]);
});

test("what came apart stands until the next document, even where a clock went ahead", async () => {
  const t = deployment();
  const apart = { liveStatus: "paused", status: "paused", phase: "DM_REVIEW" };
  await done(t, [upsert(), patch("updateLiveRoomStatus", T0 + AHEAD, apart)]);
  assert.equal((await only(t)).liveStatus, "paused");
  await done(t, [upsert({ revision: 11, updatedAt: T0 + 2, ...ENDED })]);
  assert.equal((await only(t)).liveStatus, "completed");
  assert.deepEqual(await batch(t, [patch("updateLiveRoomStatus", T0 + 1, apart)]), [{ status: "stale" }]);
});

test("who is there is told by whoever goes on with the room, whatever his clock says", async () => {
  for (const early of [false, true]) {
    const t = deployment();
    if (!early) await done(t, [upsert()]);
    await done(t, [present(T0 + AHEAD, ["1"], 7), present(T0, ["2"], 8)]);
    assert.deepEqual(await batch(t, [present(T0 + AHEAD + 1, [], 7), present(T0, [], 8)]), [{ status: "stale" }, { status: "stale" }]);
    await done(t, [present(T0 + 1, ["2", "3"], 8)]);
    if (early) await done(t, [upsert()]);
    assert.deepEqual((await only(t)).connectedParticipants, ["2", "3"]);
  }
});

test("who is there, told by an older node or a web application, counts by time", async () => {
  const t = deployment();
  await done(t, [upsert(), present(T0 + 1, ["1"], 8)]);
  assert.deepEqual(await batch(t, [present(T0 + 1, [])]), [{ status: "stale" }]);
  await done(t, [present(T0 + 2, ["2"]), present(T0 + 3, ["3"], 8)]);
  await done(t, [present(T0 + AHEAD, ["4"]), present(T0, ["5"], 9)]);
  assert.deepEqual((await only(t)).connectedParticipants, ["5"]);
});

test("once somebody has chosen, the clock of the side that was not is forgotten", async () => {
  const t = deployment();
  const late = T0 + AHEAD;
  const lineage = [{ journalId: "other", seq: 3 }];
  await done(t, [
    upsert({ revision: 70, updatedAt: late, turnTimeLimit: 60, timeoutAudience: "all", currentTurnTimeout: late }),
    present(late, ["1"], 900),
    { op: "saveStateSnapshot", args: snapshot() },
    { op: "saveStateSnapshot", args: snapshot({ revision: 3, lineage, force: true, sha256: "b".repeat(64) }) },
    upsert({ revision: 4, lineage, ...ENDED, timeoutAudience: "all" }),
    present(T0, ["2"], 1),
  ]);
  const { liveStatus, turnTimeLimit, currentTurnTimeout, connectedParticipants } = await only(t);
  assert.deepEqual(
    { liveStatus, turnTimeLimit, currentTurnTimeout, connectedParticipants },
    { liveStatus: "completed", turnTimeLimit: 60, currentTurnTimeout: undefined, connectedParticipants: ["2"] },
  );
});

test("a document that was stored before any of this gives way to the next", async () => {
  const t = deployment();
  await done(t, [upsert(), present(T0 + AHEAD, ["1"])]);
  await t.run(async (ctx) => {
    const row = (await ctx.db.query("interactions").first())!;
    await ctx.db.patch(row._id, { statusAt: T0 + AHEAD, timeoutAt: T0 + AHEAD, currentTurnTimeout: T0 });
  });
  await done(t, [upsert({ revision: 11, ...ENDED, timeoutAudience: "all" }), present(T0, ["2"], 1)]);
  const { liveStatus, currentTurnTimeout, connectedParticipants } = await only(t);
  assert.deepEqual([liveStatus, currentTurnTimeout, connectedParticipants], ["completed", undefined, ["2"]]);
});
