/** Documents as the node sends them; what a test is about, it says itself. */
import { ARIA, MIRA } from "./deployment";

export const T0 = 1_800_000_000_000;
const JOURNAL = { interactionId: "fight", journalId: "j1", audience: "all" as const };

export function interaction(changes: object = {}) {
  return {
    externalId: "fight",
    revision: 10,
    updatedAt: T0,
    campaignId: "cave",
    dmUserId: MIRA,
    name: "Ambush",
    kind: "combat",
    status: "WAITING_FOR_PLAYER_TURN" as const,
    phase: "WAITING_FOR_PLAYER_TURN" as const,
    liveStatus: "live" as const,
    createdAt: T0 - 1000,
    ...changes,
  };
}

export function turn(changes: object = {}) {
  return {
    ...JOURNAL,
    externalId: "turn-1",
    revision: 5,
    seq: 5,
    entityId: "aria",
    entityType: "playerCharacter" as const,
    turnNumber: 3,
    seenNumber: 2,
    roundNumber: 1,
    actions: '[{"id":"a1"},{"id":"a2"}]',
    partyActions: '[{"id":"a1"}]',
    startTime: T0,
    userId: ARIA,
    ...changes,
  };
}

export function action(changes: object = {}) {
  return {
    ...JOURNAL,
    externalId: "action-1",
    revision: 6,
    seq: 6,
    playerCharacterId: "aria-sheet",
    entityId: "aria",
    userId: ARIA,
    turnId: "turn-1",
    verb: "attack",
    actionType: "CombatAction" as const,
    actionDescription: "Aria shoots.",
    submittedAt: T0 + 1,
    status: "PENDING" as const,
    visibility: "public" as const,
    createdAt: T0 + 1,
    ...changes,
  };
}

export function log(changes: object = {}) {
  return {
    ...JOURNAL,
    externalId: "j1:7.0",
    revision: 7,
    seq: 7,
    eventType: "ACTION_SUBMITTED",
    eventData: '{"for":"dm"}',
    partyData: '{"for":"party"}',
    tableData: '{"for":"table"}',
    timestamp: T0 + 2,
    sessionId: "s1",
    ...changes,
  };
}

export function reward(changes: object = {}) {
  return { ...JOURNAL, externalId: "reward-1", revision: 8, seq: 8, entityId: "aria", xp: 50, grantedAt: T0 + 3, ...changes };
}

export function message(changes: object = {}) {
  return {
    ...JOURNAL,
    externalId: "message-1",
    revision: 9,
    seq: 9,
    userId: ARIA,
    content: "Hello.",
    type: "party",
    timestamp: T0 + 4,
    ...changes,
  };
}

export function snapshot(changes: object = {}) {
  return {
    interactionId: "fight",
    revision: 10,
    lineage: [{ journalId: "j1", seq: 10 }],
    snapshot: '{"whole":"room"}',
    sha256: "a".repeat(64),
    schemaVersion: 1,
    at: T0,
    reason: "round",
    views: { dm: '{"for":"dm"}', party: '{"for":"party"}', table: '{"for":"table"}' },
    ...changes,
  };
}
