/** The tables, with an index for every look-up. References are `externalId`s (fields named `…Id`), so that any order of arrival will do. */
import { defineSchema, defineTable } from "convex/server";

import { CONTENT, tended, tombstone } from "./tables/content";
import * as play from "./tables/play";
import * as records from "./tables/records";

const authored = {
  users: defineTable({ ...CONTENT.users, ...tended })
    .index("by_externalId", ["externalId"])
    .index("by_changedAt", ["changedAt"])
    .index("by_clerkId", ["clerkId"]),
  memberships: defineTable({ ...CONTENT.memberships, ...tended })
    .index("by_externalId", ["externalId"])
    .index("by_changedAt", ["changedAt"])
    .index("by_user", ["userId"]),
  campaigns: defineTable({ ...CONTENT.campaigns, ...tended, activeInteractionId: records.text })
    .index("by_externalId", ["externalId"])
    .index("by_changedAt", ["changedAt"]),
  maps: defineTable({ ...CONTENT.maps, ...tended })
    .index("by_externalId", ["externalId"])
    .index("by_changedAt", ["changedAt"]),
  locations: defineTable({ ...CONTENT.locations, ...tended })
    .index("by_externalId", ["externalId"])
    .index("by_changedAt", ["changedAt"]),
  quests: defineTable({ ...CONTENT.quests, ...tended })
    .index("by_externalId", ["externalId"])
    .index("by_changedAt", ["changedAt"]),
  playerCharacters: defineTable({ ...CONTENT.playerCharacters, ...tended })
    .index("by_externalId", ["externalId"])
    .index("by_changedAt", ["changedAt"]),
  npcs: defineTable({ ...CONTENT.npcs, ...tended })
    .index("by_externalId", ["externalId"])
    .index("by_changedAt", ["changedAt"]),
  monsters: defineTable({ ...CONTENT.monsters, ...tended })
    .index("by_externalId", ["externalId"])
    .index("by_changedAt", ["changedAt"]),
  items: defineTable({ ...CONTENT.items, ...tended })
    .index("by_externalId", ["externalId"])
    .index("by_changedAt", ["changedAt"]),
  contentRecords: defineTable({ ...CONTENT.contentRecords, ...tended })
    .index("by_externalId", ["externalId"])
    .index("by_changedAt", ["changedAt"]),
  tombstones: defineTable(tombstone).index("by_row", ["table", "externalId"]),
};

const live = {
  interactions: defineTable(play.storedInteraction)
    .index("by_externalId", ["externalId"])
    .index("by_campaign", ["campaignId", "liveStatus"])
    .index("by_liveStatus", ["liveStatus"]),
  interactionRecords: defineTable(play.interactionRecord),
  earlyPatches: defineTable(play.earlyPatch).index("by_group", ["interactionId", "group"]),
  snapshots: defineTable(play.snapshot).index("by_externalId", ["externalId"]),
  snapshotCopies: defineTable(play.snapshotCopy)
    .index("by_externalId", ["externalId"])
    .index("by_interaction", ["interactionId"]),
  snapshotChunks: defineTable(play.snapshotChunk),
  snapshotUploads: defineTable(play.snapshotUpload).index("by_interaction", ["interactionId", "revision"]),
  interactionViews: defineTable(play.interactionView).index("by_stream", ["interactionId", "stream"]),
};

/** Each of the five has the same indexes: by id, whole, by journal row, and one for each kind of viewer and for the owner. */
const happened = {
  turnRecords: defineTable({ ...records.turnRecord, ...records.derived })
    .index("by_externalId", ["externalId"])
    .index("by_interaction", ["interactionId", "at", "seq"])
    .index("by_journal", ["interactionId", "journalId", "voided", "seq"])
    .index("for_dms", ["interactionId", "forDms", "at", "seq"])
    .index("for_players", ["interactionId", "forPlayers", "at", "seq"])
    .index("for_spectators", ["interactionId", "forSpectators", "at", "seq"])
    .index("by_owner", ["interactionId", "owner", "at", "seq"]),
  playerActions: defineTable({ ...records.playerAction, ...records.derived })
    .index("by_externalId", ["externalId"])
    .index("by_interaction", ["interactionId", "at", "seq"])
    .index("by_journal", ["interactionId", "journalId", "voided", "seq"])
    .index("for_dms", ["interactionId", "forDms", "at", "seq"])
    .index("for_players", ["interactionId", "forPlayers", "at", "seq"])
    .index("for_spectators", ["interactionId", "forSpectators", "at", "seq"])
    .index("by_owner", ["interactionId", "owner", "at", "seq"]),
  liveInteractionLogs: defineTable({ ...records.interactionLog, ...records.derived })
    .index("by_externalId", ["externalId"])
    .index("by_interaction", ["interactionId", "at", "seq"])
    .index("by_journal", ["interactionId", "journalId", "voided", "seq"])
    .index("for_dms", ["interactionId", "forDms", "at", "seq"])
    .index("for_players", ["interactionId", "forPlayers", "at", "seq"])
    .index("for_spectators", ["interactionId", "forSpectators", "at", "seq"])
    .index("by_owner", ["interactionId", "owner", "at", "seq"]),
  rewardGrants: defineTable({ ...records.rewardGrant, ...records.derived })
    .index("by_externalId", ["externalId"])
    .index("by_interaction", ["interactionId", "at", "seq"])
    .index("by_journal", ["interactionId", "journalId", "voided", "seq"])
    .index("for_dms", ["interactionId", "forDms", "at", "seq"])
    .index("for_players", ["interactionId", "forPlayers", "at", "seq"])
    .index("for_spectators", ["interactionId", "forSpectators", "at", "seq"])
    .index("by_owner", ["interactionId", "owner", "at", "seq"]),
  chatMessages: defineTable({ ...records.chatMessage, ...records.derived })
    .index("by_externalId", ["externalId"])
    .index("by_interaction", ["interactionId", "at", "seq"])
    .index("by_journal", ["interactionId", "journalId", "voided", "seq"])
    .index("for_dms", ["interactionId", "forDms", "at", "seq"])
    .index("for_players", ["interactionId", "forPlayers", "at", "seq"])
    .index("for_spectators", ["interactionId", "forSpectators", "at", "seq"])
    .index("by_owner", ["interactionId", "owner", "at", "seq"]),
};

export default defineSchema({
  ...authored,
  ...live,
  ...happened,
  chatHearers: defineTable(records.chatHearer)
    .index("by_user", ["interactionId", "userId", "at"])
    .index("by_message", ["messageId"]),
  cuts: defineTable(records.cut).index("by_journal", ["interactionId", "journalId"]),
  applicationErrors: defineTable(records.applicationError)
    .index("by_externalId", ["externalId"])
    .index("by_time", ["lastAt"]),
});
