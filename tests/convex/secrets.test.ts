/** A canary in everything that is the DM's, the node's or another's: no public query may give it to whom it is not for. */
import assert from "node:assert/strict";
import { test } from "node:test";

import schema from "../../convex/schema";
import { as, BRAM, type Deployment, done, MIRA, populated } from "./deployment";
import { action, interaction, log, message, reward, snapshot, T0, turn } from "./documents";
import { answerTo, QUESTIONS } from "./table";

const CANARY = "canary-7f3a";
const NUMBER = 741_741_741; // the same for fields that hold numbers
const own = { audience: "own" as const };
const dm = { audience: "dm" as const };

const OURS = ['"recordId"', '"recordSum"']; // made here of what is secret

/** Fields that only DMs or the node may read, in documents of which players read the rest. */
const SECRET = {
  upsertInteraction: interaction({
    revision: NUMBER,
    initiativeOrder: [{ entityId: CANARY, entityType: "monster", initiativeRoll: NUMBER }],
    currentInitiativeIndex: NUMBER,
    participantMonsterIds: [CANARY],
    participantNpcIds: [CANARY],
    participantPlayerCharacterIds: [CANARY],
    interactionLog: CANARY,
    interactionState: CANARY,
    rewardItemIds: [CANARY],
    xpAwards: [{ playerCharacterId: CANARY, xp: NUMBER }],
    currentTurnTimeout: NUMBER,
    lineage: [{ journalId: CANARY, seq: NUMBER }],
    shown: { dm: { participantCount: NUMBER, currentTurn: CANARY, turnNumber: NUMBER, participantNpcIds: [CANARY] }, party: { participantCount: 1 }, table: { participantCount: 1 } },
    record: CANARY,
  }),
  saveStateSnapshot: snapshot({
    revision: NUMBER,
    lineage: [{ journalId: CANARY, seq: NUMBER }],
    snapshot: CANARY,
    sha256: CANARY,
    schemaVersion: NUMBER,
    reason: CANARY,
    views: { dm: CANARY, party: "{}", table: "{}" },
  }),
  recordTurn: turn({ revision: NUMBER, journalId: CANARY, seq: NUMBER, turnNumber: NUMBER, actions: CANARY, record: CANARY }),
  recordAction: action({ revision: NUMBER, journalId: CANARY, seq: NUMBER, targets: CANARY, seenTargets: '["aria"]', dmNotes: CANARY, record: CANARY }),
  logInteractionEvent: log({ externalId: CANARY, revision: NUMBER, journalId: CANARY, seq: NUMBER, eventData: CANARY, record: CANARY }),
  recordReward: reward({ revision: NUMBER, journalId: CANARY, seq: NUMBER, itemId: CANARY, actionId: CANARY, record: CANARY }),
  recordChat: message({ revision: NUMBER, journalId: CANARY, seq: NUMBER, record: CANARY }),
};

/** Whole records that are not for players: every text of them is the canary's. */
const HIDDEN = [
  { op: "recordTurn", args: turn({ ...dm, externalId: CANARY, entityId: CANARY, userId: MIRA, reason: CANARY, partyActions: CANARY, tableActions: CANARY }) },
  { op: "recordAction", args: action({ ...dm, externalId: CANARY, entityId: CANARY, userId: MIRA, actionDescription: CANARY, targets: CANARY, dmNotes: CANARY }) },
  { op: "logInteractionEvent", args: log({ ...dm, externalId: "hidden", entityId: CANARY, eventType: CANARY, eventData: CANARY, userId: MIRA, ownData: CANARY }) },
  { op: "logInteractionEvent", args: log({ externalId: "untold", eventType: CANARY, eventData: CANARY, partyData: undefined, tableData: undefined }) },
  { op: "recordReward", args: reward({ ...dm, externalId: CANARY, entityId: CANARY, note: CANARY, itemName: CANARY }) },
  { op: "recordChat", args: message({ ...dm, externalId: "to-dms", content: CANARY, userId: MIRA, heardBy: [MIRA] }) },
];

/** Another player's alone, and what was voided or moderated away: nobody finds it, DMs neither. */
const GONE = [
  { op: "recordChat", args: message({ externalId: CANARY, content: CANARY, hidden: true }) },
  { op: "recordTurn", args: turn({ externalId: "lost", journalId: "cut", seq: 9, reason: CANARY }) },
  { op: "recordAction", args: action({ externalId: "lost", journalId: "cut", seq: 9, actionDescription: CANARY }) },
  { op: "logInteractionEvent", args: log({ externalId: "lost", journalId: "cut", seq: 9, partyData: CANARY, tableData: CANARY, eventData: CANARY }) },
  { op: "recordReward", args: reward({ externalId: "lost", journalId: "cut", seq: 9, note: CANARY }) },
  { op: "recordChat", args: message({ externalId: "lost", journalId: "cut", seq: 9, content: CANARY }) },
  { op: "cutBack", args: { interactionId: "fight", journalId: "cut", afterSeq: 3, revision: 1 } },
];
const BRAMS = { op: "recordChat", args: message({ ...own, externalId: "brams", content: CANARY, userId: BRAM, heardBy: [BRAM] }) };

const CONTENT = [
  { op: "putContent", args: { table: "campaigns", document: { externalId: "cave", revision: 2, name: "The Cave", dmNotes: CANARY, record: CANARY } } },
  { op: "putContent", args: { table: "npcs", document: { externalId: CANARY, revision: 1, campaignId: "cave", name: CANARY, dmNotes: CANARY } } },
  { op: "putContent", args: { table: "users", document: { externalId: MIRA, revision: 2, name: CANARY, clerkId: "user_mira" } } },
];

async function heard(who: Pick<Deployment, "query">): Promise<string[]> {
  const told: string[] = [];
  for (const question of Object.keys(QUESTIONS)) {
    const { continueCursor: _, ...answer } = Object(await answerTo(question, who)); // opaque in Convex; convex-test's is not
    const text = JSON.stringify(answer);
    if ([CANARY, String(NUMBER), ...OURS].some((secret) => text.includes(secret))) told.push(`${question}: ${text}`);
  }
  return told;
}

test("no player, spectator, outsider or stranger is given what is not theirs", async () => {
  const t = await populated();
  const operations = Object.entries(SECRET).map(([op, args]) => ({ op, args }));
  await done(t, [...CONTENT, ...operations, ...HIDDEN, ...GONE, BRAMS]);
  for (const who of ["aria", "sam", "otto"] as const) assert.deepEqual(await heard(as(t, who)), [], who);
  assert.deepEqual(await heard(t), [], "anonymous");
  assert.deepEqual((await heard(as(t, "bram"))).map((one) => one.split(":")[0]), ["getChatMessages, mine"]);
  const dms = (await heard(as(t, "mira"))).map((one) => one.split(":")[0]);
  assert.ok(dms.includes("getTurnRecords") && dms.includes("getInteractionLiveState"), "the canary sings at all");
});

test("what is gone, and what is between others, no DM reads either", async () => {
  const t = await populated();
  await done(t, [{ op: "upsertInteraction", args: interaction({ updatedAt: T0 }) }, ...GONE, BRAMS]);
  for (const who of ["mira", "aria", "sam"] as const) assert.deepEqual(await heard(as(t, who)), [], who);
});

test("two worlds that differ only in secrets look the same to a player", async () => {
  const answers = async (operations: { op: string; args: object }[]) => {
    const t = await populated();
    await done(t, operations);
    const all: any[] = [];
    for (const who of ["aria", "sam"] as const)
      for (const question of Object.keys(QUESTIONS)) {
        const { continueCursor: _, ...answer } = Object(await answerTo(question, as(t, who)));
        all.push(answer);
      }
    return JSON.stringify(all);
  };
  const world = (secret: object) => [
    { op: "upsertInteraction", args: interaction({ shown: { party: { participantCount: 1 } }, ...secret }) },
    { op: "recordTurn", args: turn({ record: JSON.stringify(secret), actions: JSON.stringify(secret) }) },
    { op: "recordAction", args: action({ targets: JSON.stringify(secret), dmNotes: JSON.stringify(secret) }) },
  ];
  const hidden = HIDDEN.map(({ op, args }) => ({ op, args }));
  assert.equal(
    await answers([...world({ rewardItemIds: ["ring"] }), ...hidden]),
    await answers(world({ participantMonsterIds: ["dragon"] })),
  );
});

test("players read of targets those alone who were noted as seen then, in turns as in actions", async () => {
  const t = await populated();
  const whole = [
    { id: "a1", targets: ["aria", "lurker"], seenTargets: ["aria"] },
    { id: "a2", targets: ["lurker", "bram"] }, // of a time when nobody noted it
  ];
  const told = [{ id: "a1", targets: ["aria"] }, { id: "a2", targets: ["lurker", "bram"] }];
  const [actions, partyActions] = [JSON.stringify(whole), JSON.stringify(told)];
  await done(t, [
    { op: "upsertInteraction", args: interaction() },
    { op: "recordTurn", args: turn({ actions, partyActions, tableActions: partyActions }) },
    { op: "recordAction", args: action({ targets: '["aria","lurker"]', seenTargets: '["aria"]' }) },
    { op: "recordAction", args: action({ externalId: "older", targets: '["lurker"]' }) },
  ]);
  for (const who of ["aria", "sam"] as const) {
    const turns: any = await answerTo("getTurnRecords", as(t, who));
    assert.deepEqual(JSON.parse(turns.page[0].actions), [{ id: "a1", targets: ["aria"] }, { id: "a2" }]);
    const acted: any = await answerTo("getPlayerActions", as(t, who));
    assert.deepEqual(acted.page.map((one: any) => one.targets), ['["aria"]', undefined]);
  }
  const all: any = await answerTo("getPlayerActions", as(t, "mira"));
  assert.deepEqual(all.page.map((one: any) => one.targets), ['["aria","lurker"]', '["lurker"]']);
});

test("every field that the schema has of these documents is either named here as secret or is for players", () => {
  const open: Record<string, string> = {
    interactions: `externalId updatedAt campaignId relatedQuestId relatedLocationId dmUserId name description kind status phase
      liveStatus outcome createdAt liveRoomId connectedParticipants lastActivity timeoutAudience turnTimeLimit chatEnabled allowPrivateChat
      snapshotTimestamp lastStateSnapshot presenceAt presenceRevision timeoutAt statusAt settingsAt deleted`,
    turnRecords: `externalId updatedAt interactionId audience entityId entityType seenNumber roundNumber partyActions tableActions
      startTime endTime status userId reason undone catchUpFor`,
    playerActions: `externalId updatedAt interactionId audience playerCharacterId entityId userId turnId verb actionType actionDescription
      seenTargets submittedAt status outcome visibility associatedItemId awardedXp awardedItemIds createdAt undone`,
    liveInteractionLogs: "updatedAt interactionId audience eventType partyData tableData ownData userId entityId timestamp sessionId",
    rewardGrants: `externalId updatedAt interactionId audience entityId playerCharacterId xp itemName quantity note grantedAt reversed`,
    chatMessages: "externalId updatedAt interactionId audience userId name entityId content type recipients heardBy timestamp hidden",
  };
  const ops = { interactions: "upsertInteraction", turnRecords: "recordTurn", playerActions: "recordAction", liveInteractionLogs: "logInteractionEvent", rewardGrants: "recordReward", chatMessages: "recordChat" } as const;
  const derived = ["at", "forDms", "forPlayers", "forSpectators", "owner", "voided"];
  for (const [table, op] of Object.entries(ops)) {
    const fields = Object.keys((schema.tables as any)[table].validator.fields);
    const sent = SECRET[op] as Record<string, unknown>;
    const made = OURS.map((name) => name.slice(1, -1));
    const secret = Object.keys(sent).filter((name) => /canary-7f3a|741741741/.test(JSON.stringify(sent[name])));
    const unknown = fields.filter((name) => ![...secret, ...made].includes(name) && !open[table]!.split(/\s+/).includes(name) && !derived.includes(name));
    assert.deepEqual(unknown, [], table);
  }
});
