import assert from "node:assert/strict";
import { test } from "node:test";

import { internal } from "../../convex/_generated/api";
import { type Deployment, done, populated, stored } from "./deployment";
import { interaction, T0 } from "./documents";

const drafted = (changes: object = {}) => ({
  op: "upsertInteraction",
  args: interaction({ liveStatus: "idle", status: "PENDING_INITIATIVE", phase: "PENDING_INITIATIVE", ...changes }),
});
const begin = (t: Deployment, at: number, changes: object = {}) =>
  t.mutation(internal.liveSystemHelpers.initializeForLivePlay, { interactionId: "fight", at, ...changes });
const end = (t: Deployment, at: number, outcome: "completed" | "cancelled" = "completed") =>
  t.mutation(internal.liveSystemHelpers.finalizeLiveInteraction, { interactionId: "fight", at, outcome });
const clean = (t: Deployment, at: number, inactiveBefore: number) =>
  t.mutation(internal.liveSystem.cleanupInactiveRoom, { interactionId: "fight", at, inactiveBefore });

const refuses = (asked: Promise<unknown>, code: string) => assert.rejects(asked, (error: any) => error.data.code === code);
const only = async (t: Deployment) => (await stored(t, "interactions")).find((one) => one.externalId === "fight")!;
const active = async (t: Deployment) => (await stored(t, "campaigns")).find((one) => one.externalId === "cave")!.activeInteractionId;

test("going live: once, and what is asked late or again changes nothing", async () => {
  const t = await populated();
  await done(t, [drafted()]);
  assert.deepEqual(await begin(t, T0 + 5, { connectedParticipants: ["1"], turnTimeLimit: 60 }), { status: "applied" });
  const row = await only(t);
  assert.deepEqual(
    [row.liveStatus, row.status, row.liveRoomId, row.connectedParticipants, row.turnTimeLimit, row.lastActivity],
    ["live", "PENDING_INITIATIVE", "fight", ["1"], 60, T0 + 5],
  );
  assert.equal(await active(t), "fight");
  assert.deepEqual(await begin(t, T0 + 5), { status: "stale" });
  assert.deepEqual(await begin(t, T0 + 4), { status: "stale" });
  assert.deepEqual(await only(t), row);
});

test("going live is refused for what is not there, has ended, or is not alone", async () => {
  const t = await populated();
  await refuses(begin(t, T0), "not_found");
  await done(t, [drafted(), drafted({ externalId: "other", liveStatus: "live" })]);
  await refuses(begin(t, T0 + 1), "conflict");
  await done(t, [drafted({ externalId: "other", liveStatus: "completed", revision: 11, updatedAt: T0 + 1 })]);
  await begin(t, T0 + 2);
  await end(t, T0 + 3);
  await refuses(begin(t, T0 + 4), "already_ended");
  await done(t, [{ op: "removeContent", args: { table: "interactions", externalId: "fight", revision: 99 } }]);
  await refuses(begin(t, T0 + 5), "not_found");
});

for (const [outcome, status] of [["completed", "COMPLETED"], ["cancelled", "CANCELLED"]] as const) {
  test(`ending ${outcome}: for good, and asked again it is known`, async () => {
    const t = await populated();
    await done(t, [drafted()]);
    await begin(t, T0 + 1, { connectedParticipants: ["1"] });
    assert.deepEqual(await end(t, T0 + 2, outcome), { status: "applied" });
    const row = await only(t);
    assert.deepEqual(
      [row.liveStatus, row.status, row.phase, row.outcome, row.liveRoomId, row.connectedParticipants],
      ["completed", status, status, outcome, undefined, []],
    );
    assert.equal(await active(t), undefined);
    assert.deepEqual(await end(t, T0 + 3, outcome), { status: "stale" });
    await refuses(end(t, T0 + 3, outcome === "completed" ? "cancelled" : "completed"), "already_ended");
    assert.deepEqual(await only(t), row);
  });
}

test("an end that is older than what stands changes nothing; of nothing there is none", async () => {
  const t = await populated();
  await refuses(end(t, T0), "not_found");
  await done(t, [drafted()]);
  await begin(t, T0 + 10, { connectedParticipants: ["1"] });
  const before = await only(t);
  assert.deepEqual(await end(t, T0 + 9), { status: "stale" });
  assert.deepEqual(await only(t), before);
});

test("a room that nobody uses is left by everybody, and goes on when somebody comes", async () => {
  const t = await populated();
  await refuses(clean(t, T0, T0), "not_found");
  await done(t, [drafted({ currentTurnTimeout: T0 + 90_000 })]);
  await begin(t, T0 + 1, { connectedParticipants: ["1"] });
  await refuses(clean(t, T0 + 2, T0 + 1), "still_active");
  assert.deepEqual(await clean(t, T0 + 9, T0 + 5), { status: "applied" });
  const row = await only(t);
  assert.deepEqual(
    [row.liveStatus, row.status, row.liveRoomId, row.connectedParticipants, row.currentTurnTimeout],
    ["live", "PENDING_INITIATIVE", undefined, [], undefined],
  );
  assert.equal(await active(t), "fight");
  assert.deepEqual(await clean(t, T0 + 9, T0 + 5), { status: "stale" });
  assert.deepEqual(await clean(t, T0 + 8, T0 + 5), { status: "stale" });
  assert.deepEqual(await only(t), row);
});
