import assert from "node:assert/strict";
import { test } from "node:test";

import { api, internal } from "../../convex/_generated/api";
import { ARIA, as, BRAM, deployment, done, MIRA, populated } from "./deployment";
import { action, interaction, log, message, reward, T0, turn } from "./documents";
import { ALL_AT_ONCE, answerTo, fighting, QUESTIONS } from "./table";

const mine = { interactionId: "fight", paginationOpts: ALL_AT_ONCE, mine: true };

for (const question of Object.keys(QUESTIONS)) {
  test(`${question}: refused to the anonymous, nothing to an outsider, answered to the campaign's people`, async () => {
    const t = await fighting();
    assert.equal(await answerTo(question, t), "unauthenticated");
    for (const stranger of [as(t, "otto"), t.withIdentity({ subject: "user_nobody" })]) {
      const answer = await answerTo(question, stranger);
      if (question === "getAllLiveInteractions") assert.deepEqual(answer.page, []);
      else assert.equal(answer, "not_found");
    }
    for (const who of ["mira", "aria", "bram", "sam"] as const) {
      const answer = await answerTo(question, as(t, who));
      assert.equal(typeof answer, "object", `${who}: ${answer}`);
    }
  });
}

test("what does not exist is refused like what is another's", async () => {
  const t = await populated();
  for (const question of Object.keys(QUESTIONS)) {
    const unknown = question === "getAllLiveInteractions" || question === "getActiveInteraction";
    if (!unknown) assert.equal(await answerTo(question, as(t, "mira")), "not_found");
    assert.equal(await answerTo(question, t), "unauthenticated");
  }
  assert.equal(await answerTo("getActiveInteraction", as(t, "mira")), null);
});

test("an id of ours opens nothing under another issuer's token", async () => {
  const t = await fighting();
  const status = (issuer: string) => answerTo("getLiveInteractionStatus", t.withIdentity({ subject: MIRA, issuer }));
  assert.equal(await status("https://clerk.example"), "not_found");
  process.env.CAMPAIGNLIVE_ISSUER = "https://table.example";
  try {
    assert.equal((await status("https://table.example")).stream, "dm");
    assert.equal(await status("https://clerk.example"), "not_found");
    assert.equal(await answerTo("getLiveInteractionStatus", t.withIdentity({ subject: "user_mira", issuer: "https://table.example" })), "not_found");
  } finally {
    delete process.env.CAMPAIGNLIVE_ISSUER;
  }
});

test("a row that a web application has made of somebody does not keep her from her account", async () => {
  const t = deployment();
  const fields = { name: "Mira", clerkId: "user_mira" };
  await t.mutation(internal.content.create, { table: "users", fields });
  const put = (table: string, document: object) => ({ op: "putContent", args: { table, document: { revision: 1, ...document } } });
  await done(t, [
    put("users", { externalId: MIRA }),
    put("memberships", { externalId: `cave:${MIRA}`, campaignId: "cave", userId: MIRA, role: "owner" }),
  ]);
  await t.mutation(internal.content.edit, { table: "users", externalId: MIRA, fields: { clerkId: "user_mira" } });
  assert.equal(await answerTo("getActiveInteraction", as(t, "mira")), null);
});

test("who has left the campaign, is gone altogether or shut out, reads no more", async () => {
  const t = await fighting();
  await done(t, [
    { op: "putContent", args: { table: "users", document: { externalId: MIRA, revision: 2, name: "Mira", inactive: true } } },
    { op: "removeContent", args: { table: "memberships", externalId: `cave:${ARIA}`, revision: 2 } },
    { op: "removeContent", args: { table: "users", externalId: BRAM, revision: 2 } },
  ]);
  for (const question of Object.keys(QUESTIONS)) {
    for (const who of ["aria", "bram", "mira"] as const) {
      const answer = await answerTo(question, as(t, who));
      assert.ok(answer === "not_found" || answer.page.length === 0, `${question}: ${who}`);
    }
  }
});

test("who was sent away in the web application reads no more either", async () => {
  const t = await fighting();
  const fields = { deleted: true };
  await t.mutation(internal.content.edit, { table: "memberships", externalId: `cave:${ARIA}`, fields });
  assert.equal(await answerTo("getLiveInteractionStatus", as(t, "aria")), "not_found");
  assert.deepEqual((await answerTo("getAllLiveInteractions", as(t, "aria"))).page, []);
});

test("a role that changes changes what is read", async () => {
  const t = await fighting();
  const role = (revision: number, role: string) =>
    done(t, [{ op: "putContent", args: { table: "memberships", document: { externalId: `cave:${ARIA}`, revision, campaignId: "cave", userId: ARIA, role } } }]);
  const count = async () => (await answerTo("getLiveInteractionStatus", as(t, "aria"))).participantCount;
  assert.equal(await count(), 3);
  await role(2, "spectator");
  assert.equal(await count(), 2);
  await role(3, "co_dm");
  assert.equal(await count(), 4);
});

test("each role gets the projection that was made for it", async () => {
  const t = await fighting();
  for (const [who, stream, count, number, actions] of [
    ["mira", "dm", 4, 3, '[{"id":"a1"},{"id":"a2"}]'],
    ["aria", "party", 3, 2, '[{"id":"a1"}]'],
    ["sam", "table", 2, 2, "[]"],
  ] as const) {
    const person = as(t, who);
    const state = await answerTo("getInteractionLiveState", person);
    assert.deepEqual([state.stream, state.participantCount, state.view], [stream, count, `{"for":"${stream}"}`]);
    const stored = await answerTo("loadStateSnapshot", person);
    assert.equal(stored.view, `{"for":"${stream}"}`);
    for (const time of [stored.at, state.at, state.snapshotTimestamp]) assert.equal(time, stream === "dm" ? T0 : undefined);
    assert.equal((await answerTo("getInteractionLogs", person)).page[0].eventData, `{"for":"${stream}"}`);
    const [one] = (await answerTo("getTurnRecords", person)).page;
    assert.deepEqual([one.turnNumber, one.actions], [number, actions]);
    assert.equal((await answerTo("getActiveInteraction", person)).interactionId, "fight");
    assert.equal((await answerTo("getAllLiveInteractions", person)).page[0].interactionId, "fight");
  }
});

test("a draft is the DMs' alone", async () => {
  const t = await fighting({ liveStatus: "idle" });
  for (const question of Object.keys(QUESTIONS)) {
    if (question === "getActiveInteraction" || question === "getAllLiveInteractions") continue;
    assert.notEqual(await answerTo(question, as(t, "mira")), "not_found", question);
    assert.equal(await answerTo(question, as(t, "aria")), "not_found", question);
    assert.equal(await answerTo(question, as(t, "sam")), "not_found", question);
  }
});

test("players hear when the clock runs out only where that is told", async () => {
  const t = await fighting({ currentTurnTimeout: T0 + 5 });
  const told = async (who: "mira" | "aria") => (await answerTo("getLiveInteractionStatus", as(t, who))).currentTurnTimeout;
  assert.deepEqual([await told("mira"), await told("aria")], [T0 + 5, undefined]);
  const args = { interactionId: "fight", at: T0 + 1, currentTurnTimeout: T0 + 9, audience: "all" };
  await done(t, [{ op: "setCurrentTurnTimeout", args }]);
  assert.deepEqual([await told("mira"), await told("aria")], [T0 + 9, T0 + 9]);
});

test("records reach those in their audience, and are not even counted for others", async () => {
  const t = await populated();
  await done(t, [{ op: "upsertInteraction", args: interaction() }]);
  for (const audience of ["all", "party", "dm", "own"]) {
    await done(t, [
      { op: "recordTurn", args: turn({ externalId: audience, audience }) },
      { op: "recordAction", args: action({ externalId: audience, audience }) },
      { op: "logInteractionEvent", args: log({ externalId: audience, audience }) },
      { op: "recordReward", args: reward({ externalId: audience, audience }) },
      { op: "recordChat", args: message({ externalId: audience, audience }) },
    ]);
  }
  const heard = { mira: 3, aria: 2, sam: 1 } as const;
  for (const question of ["getTurnRecords", "getPlayerActions", "getInteractionLogs", "getRewards", "getChatMessages"]) {
    for (const [who, count] of Object.entries(heard)) {
      const answer = await answerTo(question, as(t, who as "mira"));
      assert.equal(answer.page.length, count, `${question}: ${who}`);
      assert.equal(answer.isDone, true);
    }
  }
});

test("a log without words for a kind of viewer is not for it", async () => {
  const t = await populated();
  await done(t, [
    { op: "upsertInteraction", args: interaction() },
    { op: "logInteractionEvent", args: log({ externalId: "dm", partyData: undefined, tableData: undefined }) },
    { op: "logInteractionEvent", args: log({ externalId: "party", tableData: undefined }) },
  ]);
  const count = async (who: "mira") => (await answerTo("getInteractionLogs", as(t, who))).page.length;
  assert.deepEqual([await count("mira"), await count("aria" as any), await count("sam" as any)], [2, 1, 0]);
});

test("what is hers alone, she and nobody else finds as hers", async () => {
  const t = await populated();
  await done(t, [
    { op: "upsertInteraction", args: interaction() },
    { op: "recordAction", args: action({ audience: "dm", visibility: "dm", dmNotes: "secret" }) },
    { op: "logInteractionEvent", args: log({ externalId: "roll", audience: "dm", userId: ARIA, partyData: undefined, ownData: '{"roll":17}' }) },
    { op: "logInteractionEvent", args: log({ externalId: "else", audience: "dm", userId: ARIA }) },
  ]);
  const aria = as(t, "aria");
  const actions = await aria.query(api.liveSystem.getPlayerActions, mine);
  assert.deepEqual(actions.page.map((one) => [one.id, one.dmNotes]), [["action-1", undefined]]);
  const logs = await aria.query(api.liveSystem.getInteractionLogs, mine);
  assert.deepEqual(logs.page.map((one) => one.eventData), ['{"roll":17}']);
  assert.deepEqual((await as(t, "bram").query(api.liveSystem.getPlayerActions, mine)).page, []);
  assert.deepEqual((await as(t, "bram").query(api.liveSystem.getInteractionLogs, mine)).page, []);
});

test("a private message is found by those who heard it, and by no DM beside them", async () => {
  const t = await populated();
  await done(t, [
    { op: "upsertInteraction", args: interaction() },
    { op: "recordChat", args: message({ type: "private", audience: "own", heardBy: [ARIA, BRAM] }) },
    { op: "recordChat", args: message({ externalId: "to-the-dm", type: "dm", audience: "dm", heardBy: [ARIA] }) },
  ]);
  const ids = async (who: "mira" | "aria" | "bram" | "sam") => {
    const own = await as(t, who).query(api.liveSystem.getChatMessages, mine);
    const stream = await answerTo("getChatMessages", as(t, who));
    return [own.page.map((one) => one.id), stream.page.map((one: any) => one.id)];
  };
  assert.deepEqual(await ids("aria"), [["message-1", "to-the-dm"], []]);
  assert.deepEqual(await ids("bram"), [["message-1"], []]);
  assert.deepEqual(await ids("mira"), [[], ["to-the-dm"]]);
  assert.deepEqual(await ids("sam"), [[], []]);
  await done(t, [{ op: "recordChat", args: message({ revision: 99, type: "private", audience: "own", heardBy: [ARIA, BRAM], hidden: true }) }]);
  assert.deepEqual(await ids("bram"), [[], []]);
});

test("pages follow one another without gaps, in either direction, and are never longer than 200", async () => {
  const t = await populated();
  await done(t, [{ op: "upsertInteraction", args: interaction() }]);
  const turns = Array.from({ length: 250 }, (_, i) => ({ op: "recordTurn", args: turn({ externalId: `t${i}`, seq: i, startTime: T0 + i }) }));
  await done(t, turns.slice(0, 125));
  await done(t, turns.slice(125));
  for (const order of ["asc", "desc"] as const) {
    const ids: string[] = [];
    let cursor: string | null = null;
    for (;;) {
      const found: any = await as(t, "aria").query(api.liveSystem.getTurnRecords, {
        interactionId: "fight",
        order,
        paginationOpts: { numItems: 100_000, cursor },
      });
      assert.ok(found.page.length <= 200);
      ids.push(...found.page.map((one: any) => one.turnId));
      if (found.isDone) break;
      cursor = found.continueCursor;
    }
    const expected = turns.map((one) => one.args.externalId);
    assert.deepEqual(ids, order === "asc" ? expected : expected.reverse());
  }
});
