/** What happened, record by record, as the followers of the journal found it (the specification's names). JSON travels as strings. */
import { v } from "convex/values";

import { audienceValidator, entityTypeValidator, kept } from "./shared";

export const text = v.optional(v.string());
const number = v.optional(v.number());
const flag = v.optional(v.boolean());

/** `journalId` and `seq` name the row that made the record; `record` is what else the node wants back when it restores. */
const recorded = {
  ...kept,
  interactionId: v.string(),
  journalId: v.string(),
  seq: v.number(),
  audience: audienceValidator,
  record: text,
};

/** `seenNumber` is the turn's number as players count; `partyActions` and `tableActions` what they may see of `actions`. */
export const turnRecord = {
  ...recorded,
  entityId: v.string(),
  entityType: entityTypeValidator,
  turnNumber: v.number(),
  seenNumber: number,
  roundNumber: v.number(),
  actions: v.string(),
  partyActions: text,
  tableActions: text,
  startTime: v.number(),
  endTime: number,
  status: v.optional(v.union(v.literal("completed"), v.literal("skipped"), v.literal("timeout"))),
  userId: text,
  reason: text,
  undone: flag,
  catchUpFor: text,
};

/** `seenTargets` are those of `targets` that were not hidden then: all that players are told. JSON lists, both. */
export const playerAction = {
  ...recorded,
  playerCharacterId: text,
  entityId: v.string(),
  userId: text,
  turnId: text,
  verb: v.string(),
  actionType: v.union(
    v.literal("Dialogue"),
    v.literal("CombatAction"),
    v.literal("PuzzleInput"),
    v.literal("Custom"),
  ),
  actionDescription: v.string(),
  targets: text,
  seenTargets: text,
  submittedAt: v.number(),
  status: v.union(v.literal("PENDING"), v.literal("DM_REVIEW"), v.literal("RESOLVED"), v.literal("SKIPPED")),
  outcome: text,
  visibility: v.union(v.literal("public"), v.literal("party"), v.literal("dm")),
  dmNotes: text,
  associatedItemId: text,
  awardedXp: number,
  awardedItemIds: v.optional(v.array(v.string())),
  createdAt: v.number(),
  undone: flag,
};

/** `eventData` in the DMs' words; `partyData`, `tableData` in the others' (absent: not told to them); `ownData` for `userId` alone. */
export const interactionLog = {
  ...recorded,
  eventType: v.string(),
  eventData: v.string(),
  partyData: text,
  tableData: text,
  ownData: text,
  userId: text,
  entityId: text,
  timestamp: v.number(),
  sessionId: v.string(),
};

export const rewardGrant = {
  ...recorded,
  entityId: v.string(),
  playerCharacterId: text,
  xp: number,
  itemId: text,
  itemName: text,
  quantity: number,
  note: text,
  actionId: text,
  grantedAt: v.number(),
  reversed: flag,
};

/** `audience` `own`: only those in `heardBy` hear it, DMs included. `hidden`: moderated away, shown to nobody. */
export const chatMessage = {
  ...recorded,
  userId: text,
  name: text,
  entityId: text,
  content: v.string(),
  type: v.string(),
  recipients: v.optional(v.array(v.string())),
  heardBy: v.optional(v.array(v.string())),
  timestamp: v.number(),
  hidden: flag,
};

/** What these functions derive when they write: where it stands in time, and who finds it. `owner` finds it wherever it is hers. */
export const derived = {
  at: v.number(),
  forDms: v.boolean(),
  forPlayers: v.boolean(),
  forSpectators: v.boolean(),
  owner: text,
  voided: v.optional(v.literal(true)),
};

/** A message that somebody hears on her own. */
export const chatHearer = {
  interactionId: v.string(),
  userId: v.string(),
  at: v.number(),
  messageId: v.string(),
};

/** A journal was cut back: what its rows after `afterSeq` made is void, also what arrives later. */
export const cut = {
  interactionId: v.string(),
  journalId: v.string(),
  afterSeq: v.number(),
  revision: v.number(),
};

const error = {
  ...kept,
  level: v.string(),
  logger: v.string(),
  message: v.string(),
  exceptionType: text,
  fingerprint: text,
  trace: text,
  count: v.number(),
  firstAt: v.number(),
  lastAt: v.number(),
  node: text,
  version: text,
  interactionId: text,
};

/** As one database tells it; `source` names that, and `count` is how often it came there. */
export const reportedError = { ...error, source: text };

/** `count` is of all: of those in `counts`, and of others that are not told apart any more (`earlier`). */
export const applicationError = {
  ...error,
  counts: v.optional(v.array(v.object({ source: v.string(), count: v.number() }))),
  earlier: number,
};
