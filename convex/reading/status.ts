/** How an interaction stands, as one kind of viewer sees it: chosen from what the node has counted for her, never computed. */
import { type Infer, v } from "convex/values";

import type { Stream } from "../access";
import type { Doc } from "../_generated/dataModel";
import { summaryValidator } from "../tables/play";
import { liveStatusValidator, outcomeValidator, phaseValidator, statusValidator, streamValidator } from "../tables/shared";

const shownToAll = {
  interactionId: v.string(),
  campaignId: v.string(),
  stream: streamValidator,
  name: v.string(),
  description: v.optional(v.string()),
  kind: v.string(),
  relatedQuestId: v.optional(v.string()),
  relatedLocationId: v.optional(v.string()),
  dmUserId: v.string(),
  liveStatus: liveStatusValidator,
  status: statusValidator,
  phase: phaseValidator,
  outcome: v.optional(outcomeValidator),
  createdAt: v.number(),
  lastActivity: v.optional(v.number()),
  liveRoomId: v.optional(v.string()),
  connectedParticipants: v.array(v.string()),
  currentTurnTimeout: v.optional(v.number()),
  turnTimeLimit: v.optional(v.number()),
  chatEnabled: v.optional(v.boolean()),
  allowPrivateChat: v.optional(v.boolean()),
};

/** When a snapshot is taken depends on what the hidden do, too. */
const shownToDms = {
  snapshotTimestamp: v.optional(v.number()),
  rewardItemIds: v.optional(v.array(v.string())),
  xpAwards: v.optional(v.array(v.object({ playerCharacterId: v.string(), xp: v.number() }))),
};

type Summary = Infer<typeof summaryValidator>;

const statusFields = { ...shownToAll, ...shownToDms, ...summaryValidator.fields };
export const liveInteractionValidator = v.object(statusFields);
export const liveStateFields = { ...statusFields, at: v.optional(v.number()), view: v.union(v.string(), v.null()) };
export type LiveInteraction = Infer<typeof liveInteractionValidator>;

export function shownTo(stream: Stream, interaction: Doc<"interactions">): LiveInteraction {
  const dm = stream === "dm";
  const told = dm || interaction.timeoutAudience === "all";
  return {
    interactionId: interaction.externalId,
    campaignId: interaction.campaignId,
    stream,
    name: interaction.name,
    description: interaction.description,
    kind: interaction.kind,
    relatedQuestId: interaction.relatedQuestId,
    relatedLocationId: interaction.relatedLocationId,
    dmUserId: interaction.dmUserId,
    liveStatus: interaction.liveStatus,
    status: interaction.status,
    phase: interaction.phase,
    outcome: interaction.outcome,
    createdAt: interaction.createdAt,
    lastActivity: interaction.lastActivity,
    liveRoomId: interaction.liveRoomId,
    connectedParticipants: interaction.connectedParticipants ?? [],
    currentTurnTimeout: told ? interaction.currentTurnTimeout : undefined,
    turnTimeLimit: interaction.turnTimeLimit,
    chatEnabled: interaction.chatEnabled,
    allowPrivateChat: interaction.allowPrivateChat,
    ...(dm ? forDms(interaction) : {}),
    ...(interaction.shown?.[stream] ?? (dm ? exact(interaction) : { participantCount: 0 })),
  };
}

function forDms({ snapshotTimestamp, rewardItemIds, xpAwards }: Doc<"interactions">) {
  return { snapshotTimestamp, rewardItemIds, xpAwards };
}

/** What is true, for DMs, where the node has told nothing apart. */
function exact(interaction: Doc<"interactions">): Summary {
  const { participantMonsterIds = [], participantNpcIds = [], participantPlayerCharacterIds = [] } = interaction;
  return {
    participantCount: participantMonsterIds.length + participantNpcIds.length + participantPlayerCharacterIds.length,
    initiativeOrder: interaction.initiativeOrder,
    currentInitiativeIndex: interaction.currentInitiativeIndex,
    participantMonsterIds,
    participantNpcIds,
    participantPlayerCharacterIds,
  };
}
