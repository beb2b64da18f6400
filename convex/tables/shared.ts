/** Shapes that several tables share. Times are milliseconds since the epoch, UTC. Absent means none; null is used nowhere in a document. */
import { v } from "convex/values";

/** Every document has our id and says how new it is: a write replaces only what is older. */
export const kept = {
  externalId: v.string(),
  revision: v.number(),
  updatedAt: v.optional(v.number()),
};

/** Where each journal of an interaction was left; the last entry is the current journal and the seq of the state. */
export const lineageValidator = v.array(v.object({ journalId: v.string(), seq: v.number() }));

export const streamValidator = v.union(v.literal("dm"), v.literal("party"), v.literal("table"));

/** Who hears of a record: everybody, players and DMs, DMs, or (chat) only those in `heardBy`. */
export const audienceValidator = v.union(v.literal("all"), v.literal("party"), v.literal("dm"), v.literal("own"));

export const liveStatusValidator = v.union(
  v.literal("idle"),
  v.literal("live"),
  v.literal("paused"),
  v.literal("completed"),
);

export const phaseValidator = v.union(
  v.literal("PENDING_INITIATIVE"),
  v.literal("INITIATIVE_ROLLED"),
  v.literal("WAITING_FOR_PLAYER_TURN"),
  v.literal("PROCESSING_PLAYER_ACTION"),
  v.literal("DM_REVIEW"),
  v.literal("COMPLETED"),
  v.literal("CANCELLED"),
);

/** The phase, or `paused` while the interaction is. */
export const statusValidator = v.union(phaseValidator, v.literal("paused"));

export const outcomeValidator = v.union(v.literal("completed"), v.literal("cancelled"));

export const entityTypeValidator = v.union(v.literal("playerCharacter"), v.literal("npc"), v.literal("monster"));

export const initiativeOrderValidator = v.array(
  v.object({
    entityId: v.string(),
    entityType: v.string(),
    initiativeRoll: v.optional(v.number()),
    modifier: v.optional(v.number()),
    group: v.optional(v.string()),
  }),
);
