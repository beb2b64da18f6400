/** Interactions: their documents, and what changes about them between two of those. */
import { v } from "convex/values";

import type { Doc } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { problemWithDocument } from "../checking";
import { relation } from "../lineage";
import { applied, conflicting, refused, type Result, stale, write } from "../results";
import { interaction, timeoutAudienceValidator } from "../tables/play";
import { liveStatusValidator, phaseValidator, statusValidator } from "../tables/shared";
import { refreshActive } from "./active";
import { keepRecord } from "./keeping";
import { entomb, isEntombed } from "./tombstones";
import { type Group, GROUPS, isNewer, overlaid, patched, type Stamp, type Stored } from "./groups";

export async function interactionBy(ctx: QueryCtx, interactionId: string): Promise<Doc<"interactions"> | null> {
  return await ctx.db
    .query("interactions")
    .withIndex("by_externalId", (q) => q.eq("externalId", interactionId))
    .unique();
}

export async function snapshotOf(ctx: QueryCtx, interactionId: string): Promise<Doc<"snapshots"> | null> {
  return await ctx.db
    .query("snapshots")
    .withIndex("by_externalId", (q) => q.eq("externalId", interactionId))
    .unique();
}

/** Refused as a conflict where the stored snapshot knows another history: then a person chooses, with the snapshot. */
export const upsertInteraction = write(interaction, async (ctx, { record, ...document }) => {
  const problem = problemWithDocument(document) ?? problemWithDocument({ record });
  if (problem !== null) return refused(problem);
  const stored = await interactionBy(ctx, document.externalId);
  if (stored !== null && stored.revision >= document.revision) return stale;
  if (stored === null && (await isEntombed(ctx, "interactions", document.externalId, document.revision))) return stale;
  const snapshot = await snapshotOf(ctx, document.externalId);
  if (snapshot !== null && document.lineage && relation(document.lineage, snapshot.lineage) === "conflict") {
    return conflicting(snapshot);
  }
  const whole = { ...document, ...(await keepRecord(ctx, document.externalId, record, stored)) };
  if (stored !== null) await ctx.db.replace(stored._id, overlaid(whole, stored));
  else await begin(ctx, whole, snapshot);
  await refreshActive(ctx, document.campaignId);
  return applied;
});

/** A draft that is gone: nobody sees it any more, and an older document does not bring it back. */
export async function removeInteraction(ctx: MutationCtx, interactionId: string, revision: number): Promise<Result> {
  const stored = await interactionBy(ctx, interactionId);
  if (stored === null) return await entomb(ctx, "interactions", interactionId, revision);
  if (stored.revision >= revision) return stale;
  await ctx.db.patch(stored._id, { deleted: true, revision });
  await refreshActive(ctx, stored.campaignId);
  return applied;
}

/** The first document, with what has arrived before it. */
async function begin(ctx: MutationCtx, document: Stored, snapshot: Doc<"snapshots"> | null): Promise<void> {
  let whole = overlaid(document, null);
  if (snapshot !== null) whole = { ...whole, lastStateSnapshot: snapshot.revision, snapshotTimestamp: snapshot.at };
  for (const group of Object.keys(GROUPS) as Group[]) {
    const early = await earlyPatch(ctx, document.externalId, group);
    if (early === null) continue;
    whole = { ...whole, ...patched(whole, group, early, unkept(early.fields)) };
    await ctx.db.delete(early._id);
  }
  await ctx.db.insert("interactions", whole);
}

async function earlyPatch(ctx: QueryCtx, interactionId: string, group: Group) {
  return await ctx.db
    .query("earlyPatches")
    .withIndex("by_group", (q) => q.eq("interactionId", interactionId).eq("group", group))
    .unique();
}

/** Changes one group of fields if the stamp is newer than what stands; kept aside while the interaction is not here. */
export async function change(
  ctx: MutationCtx,
  interactionId: string,
  group: Group,
  stamp: Stamp,
  fields: Partial<Stored>,
): Promise<Result> {
  const stored = await interactionBy(ctx, interactionId);
  if (stored === null) return await keepEarly(ctx, interactionId, group, stamp, fields);
  const changes = patched(stored, group, stamp, fields);
  if (changes === null) return stale;
  await ctx.db.patch(stored._id, changes);
  if (fields.liveStatus !== undefined && fields.liveStatus !== stored.liveStatus) {
    await refreshActive(ctx, stored.campaignId);
  }
  return applied;
}

/** A field that goes is kept as null here: Convex stores no undefined. */
async function keepEarly(ctx: MutationCtx, interactionId: string, group: Group, stamp: Stamp, given: Partial<Stored>) {
  const fields = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value ?? null]));
  const kept = await earlyPatch(ctx, interactionId, group);
  if (kept !== null && !isNewer(stamp, kept)) return stale;
  if (kept === null) await ctx.db.insert("earlyPatches", { interactionId, group, ...stamp, fields });
  else await ctx.db.patch(kept._id, { ...stamp, fields: { ...kept.fields, ...fields } });
  return applied;
}

function unkept(fields: Record<string, unknown>): Partial<Stored> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? undefined]));
}

const about = { interactionId: v.string(), at: v.number() };

export const updateLiveRoomStatus = write(
  {
    ...about,
    liveStatus: liveStatusValidator,
    status: statusValidator,
    phase: phaseValidator,
    liveRoomId: v.optional(v.string()),
    lastActivity: v.optional(v.number()),
  },
  (ctx, { interactionId, at, liveRoomId, ...fields }) =>
    change(ctx, interactionId, "status", { at }, { liveRoomId, ...fields }),
);

/** `revision`: of which of the room's journals it is told. A later one counts, whatever the clock of its machine says. */
export const updateConnectedParticipants = write(
  {
    ...about,
    revision: v.optional(v.number()),
    connectedParticipants: v.array(v.string()),
    lastActivity: v.optional(v.number()),
  },
  (ctx, { interactionId, at, revision, ...fields }) =>
    change(ctx, interactionId, "presence", { at, ...given({ revision }) }, fields),
);

/** `audience`: whether players may know when it runs out; without it, only DMs: the turn may be somebody's they do not see. */
export const setCurrentTurnTimeout = write(
  {
    ...about,
    currentTurnTimeout: v.union(v.number(), v.null()),
    audience: v.optional(timeoutAudienceValidator),
  },
  (ctx, { interactionId, at, currentTurnTimeout, audience }) =>
    change(ctx, interactionId, "timeout", { at }, {
      currentTurnTimeout: currentTurnTimeout ?? undefined,
      timeoutAudience: currentTurnTimeout === null ? undefined : audience,
    }),
);

/** What is not given stays; a limit of null is none. */
export const updateTurnSettings = write(
  {
    ...about,
    turnTimeLimit: v.optional(v.union(v.number(), v.null())),
    chatEnabled: v.optional(v.boolean()),
    allowPrivateChat: v.optional(v.boolean()),
  },
  (ctx, { interactionId, at, turnTimeLimit, ...fields }) =>
    change(ctx, interactionId, "settings", { at }, {
      ...given(fields),
      ...(turnTimeLimit === undefined ? {} : { turnTimeLimit: turnTimeLimit ?? undefined }),
    }),
);

function given<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;
}
