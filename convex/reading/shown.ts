/** The fields of a record that a viewer gets, named one by one: what is not named here leaves Convex only for the node. */
import { type Infer, v } from "convex/values";

import type { Doc } from "../_generated/dataModel";
import type { Stream } from "../access";
import { interactionLog, playerAction, rewardGrant, turnRecord } from "../tables/records";

const text = v.optional(v.string());
const number = v.optional(v.number());

/** `actions` is a JSON list. */
export const turnValidator = v.object({
  turnId: v.string(),
  interactionId: v.string(),
  entityId: v.string(),
  entityType: turnRecord.entityType,
  turnNumber: number,
  roundNumber: v.number(),
  actions: v.string(),
  startTime: v.number(),
  endTime: number,
  status: turnRecord.status,
  userId: text,
  reason: text,
  undone: v.boolean(),
  catchUpFor: text,
});

export function shownTurn(turn: Doc<"turnRecords">, stream: Stream): Infer<typeof turnValidator> {
  const told = { party: turn.partyActions, table: turn.tableActions };
  const { interactionId, entityId, entityType, roundNumber, startTime, endTime, status, userId, reason, catchUpFor } = turn;
  return {
    turnId: turn.externalId,
    turnNumber: stream === "dm" ? turn.turnNumber : turn.seenNumber,
    actions: stream === "dm" ? turn.actions : withSeenTargets(told[stream] ?? "[]", turn.actions),
    undone: turn.undone ?? false,
    ...{ interactionId, entityId, entityType, roundNumber, startTime, endTime, status, userId, reason, catchUpFor },
  };
}

type Brief = { id: string; targets?: unknown; seenTargets?: unknown };

/** Records of a time when nobody noted which targets were hidden name none to players. */
function withSeenTargets(told: string, whole: string): string {
  if (!told.includes('"targets"')) return told;
  const noted = new Set((JSON.parse(whole) as Brief[]).filter((one) => one.seenTargets !== undefined).map(({ id }) => id));
  const actions = (JSON.parse(told) as Brief[]).map(({ targets, ...rest }) => (noted.has(rest.id) ? { ...rest, targets } : rest));
  return JSON.stringify(actions);
}

/** `targets` is a JSON list; of those who were hidden then only DMs are told. */
export const actionValidator = v.object({
  id: v.string(),
  interactionId: v.string(),
  playerCharacterId: text,
  entityId: v.string(),
  userId: text,
  turnId: text,
  verb: v.string(),
  actionType: playerAction.actionType,
  actionDescription: v.string(),
  targets: text,
  submittedAt: v.number(),
  status: playerAction.status,
  outcome: text,
  visibility: playerAction.visibility,
  associatedItemId: text,
  awardedXp: number,
  awardedItemIds: playerAction.awardedItemIds,
  createdAt: v.number(),
  dmNotes: text,
});

export function shownAction(action: Doc<"playerActions">, stream: Stream): Infer<typeof actionValidator> {
  const { interactionId, playerCharacterId, entityId, userId, turnId, verb, actionType, actionDescription } = action;
  const { submittedAt, status, visibility, associatedItemId, awardedXp, awardedItemIds, createdAt } = action;
  return {
    id: action.externalId,
    outcome: action.undone ? "undone" : action.outcome,
    targets: stream === "dm" ? action.targets : action.seenTargets,
    ...{ interactionId, playerCharacterId, entityId, userId, turnId, verb, actionType, actionDescription },
    ...{ submittedAt, status, visibility, associatedItemId, awardedXp, awardedItemIds, createdAt },
    ...(stream === "dm" ? { dmNotes: action.dmNotes } : {}),
  };
}

/** `eventData` is a JSON object. */
export const logValidator = v.object({
  interactionId: v.string(),
  eventType: v.string(),
  eventData: v.string(),
  userId: text,
  entityId: text,
  timestamp: interactionLog.timestamp,
  sessionId: v.string(),
});

/** `own`: what is told to the one whom the entry is about. */
export function shownLog(log: Doc<"liveInteractionLogs">, as: Stream | "own"): Infer<typeof logValidator> {
  const { interactionId, eventType, userId, entityId, timestamp, sessionId } = log;
  const data = { dm: log.eventData, party: log.partyData, table: log.tableData, own: log.ownData }[as];
  return { interactionId, eventType, eventData: data ?? "{}", userId, entityId, timestamp, sessionId };
}

export const messageValidator = v.object({
  id: v.string(),
  interactionId: v.string(),
  userId: text,
  name: text,
  entityId: text,
  content: v.string(),
  type: v.string(),
  recipients: v.optional(v.array(v.string())),
  timestamp: v.number(),
});

export function shownMessage(message: Doc<"chatMessages">): Infer<typeof messageValidator> {
  const { externalId: id, interactionId, userId, name, entityId, content, type, recipients, timestamp } = message;
  return { id, interactionId, userId, name, entityId, content, type, recipients, timestamp };
}

export const rewardValidator = v.object({
  id: v.string(),
  interactionId: v.string(),
  entityId: v.string(),
  playerCharacterId: text,
  xp: number,
  itemName: text,
  quantity: number,
  note: text,
  grantedAt: rewardGrant.grantedAt,
  reversed: v.boolean(),
  itemId: text,
  actionId: text,
});

export function shownReward(grant: Doc<"rewardGrants">, stream: Stream): Infer<typeof rewardValidator> {
  const { externalId: id, interactionId, entityId, playerCharacterId, xp, itemName, quantity, note, grantedAt } = grant;
  return {
    ...{ id, interactionId, entityId, playerCharacterId, xp, itemName, quantity, note, grantedAt },
    reversed: grant.reversed ?? false,
    ...(stream === "dm" ? { itemId: grant.itemId, actionId: grant.actionId } : {}),
  };
}
