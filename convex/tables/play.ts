/** Live play as it stands: interactions, the newest snapshot of each, and what each kind of viewer may see of it. */
import { v } from "convex/values";

import {
  initiativeOrderValidator,
  kept,
  lineageValidator,
  liveStatusValidator,
  outcomeValidator,
  phaseValidator,
  statusValidator,
  streamValidator,
} from "./shared";

/** What a list tells one kind of viewer; counted and numbered by the node as she sees it. */
export const summaryValidator = v.object({
  participantCount: v.number(),
  currentTurn: v.optional(v.string()),
  roundNumber: v.optional(v.number()),
  turnNumber: v.optional(v.number()),
  initiativeOrder: v.optional(initiativeOrderValidator),
  currentInitiativeIndex: v.optional(v.number()),
  participantMonsterIds: v.optional(v.array(v.string())),
  participantNpcIds: v.optional(v.array(v.string())),
  participantPlayerCharacterIds: v.optional(v.array(v.string())),
});

/** For the three streams. */
export const summariesValidator = v.object({
  dm: v.optional(summaryValidator),
  party: v.optional(summaryValidator),
  table: v.optional(summaryValidator),
});

export const timeoutAudienceValidator = v.union(v.literal("all"), v.literal("dm"));

/** The interaction's document as the node sends it; the specification's fields and ours. */
export const interaction = {
  ...kept,
  campaignId: v.string(),
  relatedQuestId: v.optional(v.string()),
  relatedLocationId: v.optional(v.string()),
  dmUserId: v.string(),
  name: v.string(),
  description: v.optional(v.string()),
  kind: v.string(),
  status: statusValidator,
  phase: phaseValidator,
  liveStatus: liveStatusValidator,
  outcome: v.optional(outcomeValidator),
  initiativeOrder: v.optional(initiativeOrderValidator),
  currentInitiativeIndex: v.optional(v.number()),
  participantMonsterIds: v.optional(v.array(v.string())),
  participantNpcIds: v.optional(v.array(v.string())),
  participantPlayerCharacterIds: v.optional(v.array(v.string())),
  interactionLog: v.optional(v.string()),
  interactionState: v.optional(v.string()),
  rewardItemIds: v.optional(v.array(v.string())),
  xpAwards: v.optional(v.array(v.object({ playerCharacterId: v.string(), xp: v.number() }))),
  createdAt: v.number(),
  liveRoomId: v.optional(v.string()),
  connectedParticipants: v.optional(v.array(v.string())),
  lastActivity: v.optional(v.number()),
  currentTurnTimeout: v.optional(v.number()),
  timeoutAudience: v.optional(timeoutAudienceValidator),
  turnTimeLimit: v.optional(v.number()),
  chatEnabled: v.optional(v.boolean()),
  allowPrivateChat: v.optional(v.boolean()),
  lineage: v.optional(lineageValidator),
  shown: v.optional(summariesValidator),
  record: v.optional(v.string()),
};

const { record: _, ...withoutRecord } = interaction;

/**
 * Without `record`, which changes seldom and would be read with every look at how the interaction stands. Beside the rest,
 * what only these functions set: where the record is, the snapshot it has here, and how new what arrived apart from it is.
 */
export const storedInteraction = {
  ...withoutRecord,
  recordId: v.optional(v.id("interactionRecords")),
  recordSum: v.optional(v.string()),
  lastStateSnapshot: v.optional(v.number()),
  snapshotTimestamp: v.optional(v.number()),
  presenceAt: v.optional(v.number()),
  presenceRevision: v.optional(v.number()),
  timeoutAt: v.optional(v.number()),
  statusAt: v.optional(v.number()),
  settingsAt: v.optional(v.number()),
  deleted: v.optional(v.boolean()),
};

export const interactionRecord = { interactionId: v.string(), record: v.string() };

const snapshotHead = {
  externalId: v.string(),
  interactionId: v.string(),
  revision: v.number(),
  lineage: lineageValidator,
  sha256: v.string(),
  schemaVersion: v.number(),
  at: v.number(),
  reason: v.string(),
  chunkIds: v.array(v.id("snapshotChunks")),
};

/** The newest snapshot of an interaction; its text is in `snapshotChunks`, so that asking for the lineage reads no state. */
export const snapshot = {
  ...snapshotHead,
  viewIds: v.object({
    dm: v.id("interactionViews"),
    party: v.id("interactionViews"),
    table: v.id("interactionViews"),
  }),
};

/** What `--keep local` put aside. */
export const snapshotCopy = { ...snapshotHead, keptAt: v.number() };

export const snapshotChunk = {
  interactionId: v.string(),
  revision: v.number(),
  index: v.number(),
  data: v.string(),
};

/** Chunks that have arrived, until the snapshot they belong to switches over to them. */
export const snapshotUpload = {
  interactionId: v.string(),
  revision: v.number(),
  sha256: v.string(),
  count: v.number(),
  chunks: v.array(v.object({ index: v.number(), id: v.id("snapshotChunks") })),
};

export const interactionView = {
  interactionId: v.string(),
  stream: streamValidator,
  revision: v.number(),
  at: v.number(),
  view: v.string(),
};

/** What arrived about an interaction before its own document did. */
export const earlyPatch = {
  interactionId: v.string(),
  group: v.union(v.literal("presence"), v.literal("timeout"), v.literal("status"), v.literal("settings")),
  at: v.number(),
  revision: v.optional(v.number()),
  fields: v.any(),
};
