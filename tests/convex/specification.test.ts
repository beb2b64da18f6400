/** The specification's names of fields, held against the schema: written down here by hand, so that none is lost or renamed unseen. */
import assert from "node:assert/strict";
import { test } from "node:test";

import schema from "../../convex/schema";

/** As the specification has them; `?`: may be absent. */
const SPECIFIED = {
  interactions: `campaignId relatedQuestId? relatedLocationId? dmUserId name description? status initiativeOrder?
    currentInitiativeIndex? participantMonsterIds? participantNpcIds? participantPlayerCharacterIds? interactionLog?
    interactionState? rewardItemIds? xpAwards? createdAt updatedAt? liveStatus liveRoomId? lastStateSnapshot?
    snapshotTimestamp? connectedParticipants? lastActivity? currentTurnTimeout? turnTimeLimit? chatEnabled?
    allowPrivateChat?`,
  playerActions: `interactionId playerCharacterId actionDescription actionType submittedAt status dmNotes?
    associatedItemId? createdAt verb outcome visibility awardedXp? awardedItemIds? turnId`,
  turnRecords: `interactionId entityId entityType turnNumber roundNumber actions startTime endTime? status userId?
    externalId undone catchUpFor?`,
  liveInteractionLogs: `interactionId eventType eventData userId? entityId? timestamp sessionId seq audience`,
  campaigns: "activeInteractionId?",
};

/** What may be absent here although the specification says nothing of that, and why. */
const ABSENT: Record<string, string> = {
  "playerActions.playerCharacterId": "a monster acts, too",
  "playerActions.outcome": "nobody has decided yet",
  "playerActions.turnId": "it was asked for outside of a turn",
  "turnRecords.status": "it is under way",
  "turnRecords.undone": "absent means no",
};

const VALUES: Record<string, string> = {
  "interactions.status": `PENDING_INITIATIVE INITIATIVE_ROLLED WAITING_FOR_PLAYER_TURN PROCESSING_PLAYER_ACTION DM_REVIEW
    COMPLETED CANCELLED paused`,
  "interactions.phase": `PENDING_INITIATIVE INITIATIVE_ROLLED WAITING_FOR_PLAYER_TURN PROCESSING_PLAYER_ACTION DM_REVIEW
    COMPLETED CANCELLED`,
  "interactions.liveStatus": "idle live paused completed",
  "turnRecords.status": "completed skipped timeout",
  "playerActions.status": "PENDING DM_REVIEW RESOLVED SKIPPED",
  "playerActions.actionType": "Dialogue CombatAction PuzzleInput Custom",
};

type Field = { isOptional: "optional" | "required"; kind: string; members?: { kind: string; members?: any[]; value?: string }[] };
const fieldsOf = (table: string): Record<string, Field> => (schema.tables as any)[table].validator.fields;

for (const [table, names] of Object.entries(SPECIFIED)) {
  test(`${table} has every field of the specification`, () => {
    for (const specified of names.split(/\s+/)) {
      const name = specified.replace("?", "");
      const field = fieldsOf(table)[name];
      assert.ok(field, `${table}.${name} is missing`);
      const absent = specified.endsWith("?") || `${table}.${name}` in ABSENT;
      assert.equal(field.isOptional, absent ? "optional" : "required", `${table}.${name}`);
    }
  });
}

function literals(field: any): string[] {
  return field.kind === "literal" ? [field.value] : field.members.flatMap(literals);
}

for (const [name, values] of Object.entries(VALUES)) {
  test(`${name} may be what the specification says, and nothing else`, () => {
    const [table, field] = name.split(".") as [string, string];
    assert.deepEqual(literals(fieldsOf(table)[field]).sort(), values.split(/\s+/).sort());
  });
}

test("xpAwards and initiativeOrder have the fields of the specification", () => {
  const inside = (name: string) => Object.keys((fieldsOf("interactions")[name] as any).element.fields);
  assert.deepEqual(inside("xpAwards"), ["playerCharacterId", "xp"]);
  assert.deepEqual(inside("initiativeOrder").slice(0, 3), ["entityId", "entityType", "initiativeRoll"]);
});

test("every table of the specification is there", () => {
  const tables = `users memberships campaigns maps locations quests playerCharacters npcs monsters items interactions playerActions
    turnRecords liveInteractionLogs chatMessages applicationErrors snapshots`;
  for (const table of tables.split(/\s+/)) assert.ok(table in schema.tables, table);
});

test("what one document refers to another by is found by an index", () => {
  for (const [name, table] of Object.entries(schema.tables)) {
    const indexed = (table as any)[" indexes"]().flatMap((one: any) => one.fields);
    if ("externalId" in (table as any).validator.fields) assert.ok(indexed.includes("externalId"), name);
  }
});
