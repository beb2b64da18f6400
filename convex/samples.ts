/** One whole document for each operation, every field of the specification set: what `testLiveSystem` writes and takes away again. */

export const MARK = "schema-validation";
const T0 = 1_800_000_000_000;
const at = { externalId: MARK, revision: 1, updatedAt: T0 };
const row = { ...at, interactionId: MARK, journalId: MARK, seq: 1, audience: "all", record: "{}" };
const order = [{ entityId: "e", entityType: "monster", initiativeRoll: 12, modifier: 2, group: "goblins" }];
const summary = { participantCount: 1, currentTurn: "Goblin", roundNumber: 1, turnNumber: 1, initiativeOrder: order };

const interaction = {
  ...at,
  campaignId: MARK,
  relatedQuestId: "q",
  relatedLocationId: "l",
  dmUserId: "u",
  name: "Sample",
  description: "What every field looks like.",
  kind: "combat",
  status: "paused",
  phase: "DM_REVIEW",
  liveStatus: "paused",
  initiativeOrder: order,
  currentInitiativeIndex: 0,
  participantMonsterIds: ["m"],
  participantNpcIds: ["n"],
  participantPlayerCharacterIds: ["c"],
  interactionLog: "[]",
  interactionState: "{}",
  rewardItemIds: ["i"],
  xpAwards: [{ playerCharacterId: "c", xp: 50 }],
  createdAt: T0,
  liveRoomId: MARK,
  connectedParticipants: ["u"],
  lastActivity: T0,
  currentTurnTimeout: T0,
  timeoutAudience: "all",
  turnTimeLimit: 90,
  chatEnabled: true,
  allowPrivateChat: false,
  lineage: [{ journalId: MARK, seq: 1 }],
  shown: { dm: summary, party: summary, table: summary },
  record: "{}",
};

const turn = {
  ...row,
  ...{ entityId: "e", entityType: "monster", turnNumber: 1, seenNumber: 1, roundNumber: 1, actions: "[]" },
  ...{ partyActions: "[]", tableActions: "[]", startTime: T0, endTime: T0, status: "completed", userId: "u" },
  ...{ reason: "", undone: false, catchUpFor: "t" },
};

const action = {
  ...row,
  ...{ playerCharacterId: "c", entityId: "e", userId: "u", turnId: "t", verb: "attack", actionType: "CombatAction" },
  ...{ actionDescription: "Attacks.", targets: "[]", seenTargets: "[]", submittedAt: T0, status: "RESOLVED", outcome: "approved" },
  ...{ visibility: "public", dmNotes: "", associatedItemId: "i", awardedXp: 5, awardedItemIds: ["i"], createdAt: T0 },
  undone: false,
};

const log = {
  ...row,
  ...{ eventType: "TURN_STARTED", eventData: "{}", partyData: "{}", tableData: "{}", ownData: "{}" },
  ...{ userId: "u", entityId: "e", timestamp: T0, sessionId: "s" },
};

const reward = {
  ...row,
  ...{ entityId: "e", playerCharacterId: "c", xp: 50, itemId: "i", itemName: "Rope", quantity: 1, note: "" },
  ...{ actionId: "a", grantedAt: T0, reversed: false },
};

const message = {
  ...row,
  ...{ userId: "u", name: "U", entityId: "e", content: "Hello.", type: "private", recipients: ["u"], heardBy: ["u"] },
  ...{ timestamp: T0, hidden: false },
};

const snapshot = {
  ...{ interactionId: MARK, revision: 1, lineage: [{ journalId: MARK, seq: 1 }], snapshot: "{}" },
  ...{ sha256: "0".repeat(64), schemaVersion: 1, at: T0, reason: "round", views: { dm: "{}", party: "{}", table: "{}" } },
};

const error = {
  ...at,
  ...{ level: "ERROR", logger: "sample", message: "Sample.", exceptionType: "ValueError", fingerprint: "0", trace: "" },
  ...{ source: "s", count: 1, firstAt: T0, lastAt: T0, node: "n", version: "1", interactionId: MARK },
};

export const SAMPLES: { op: string; args: Record<string, unknown> }[] = [
  { op: "upsertInteraction", args: interaction },
  { op: "saveStateSnapshot", args: snapshot },
  { op: "recordTurn", args: turn },
  { op: "recordAction", args: action },
  { op: "logInteractionEvent", args: log },
  { op: "recordReward", args: reward },
  { op: "recordChat", args: message },
  { op: "reportError", args: error },
];
