/** What the node reads: everything, as it is stored. Internal, like all that it writes; people ask `liveSystem`. */
import { type PaginationOptions, paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";

import { refusal } from "./access";
import { internalQuery, type QueryCtx } from "./_generated/server";
import { bounded } from "./reading/pages";
import { chunkOf, chunkValidator, interactionsWhole, recordsOf as recordsIn } from "./reading/whole";
import schema from "./schema";
import { lineageValidator } from "./tables/shared";
import { activeIn } from "./writing/active";
import { interactionBy, snapshotOf } from "./writing/interactions";
import { withRecord } from "./writing/keeping";
import type { RecordTable } from "./writing/records";

const ofInteraction = { interactionId: v.string() };
const pageValidator = paginationResultValidator(v.any());
const recordTableValidator = v.union(
  v.literal("turnRecords"),
  v.literal("playerActions"),
  v.literal("liveInteractionLogs"),
  v.literal("rewardGrants"),
  v.literal("chatMessages"),
);
const pageOf = { cursor: v.union(v.string(), v.null()), numItems: v.number() };

/** Asked before going live: whose history the stored snapshot has. Reads no state. */
export const lineageOf = internalQuery({
  args: ofInteraction,
  returns: v.union(
    v.null(),
    v.object({ lineage: lineageValidator, revision: v.number(), sha256: v.string(), at: v.number() }),
  ),
  handler: async (ctx, { interactionId }) => {
    const found = await snapshotOf(ctx, interactionId);
    return found && { lineage: found.lineage, revision: found.revision, sha256: found.sha256, at: found.at };
  },
});

export const loadStateSnapshot = internalQuery({
  args: { ...ofInteraction, chunk: v.optional(v.number()), copy: v.optional(v.string()) },
  returns: v.union(v.null(), chunkValidator),
  handler: async (ctx, { interactionId, chunk = 0, copy }) => await chunkOf(ctx, interactionId, chunk, copy),
});

/** How many documents a page has, for whoever wants to know how far she is. What is apart from them is not read. */
export const countOf = internalQuery({
  args: { table: v.string(), ...pageOf },
  returns: v.object({ count: v.number(), isDone: v.boolean(), continueCursor: v.string() }),
  handler: async (ctx, { table, ...asked }) => {
    const { page, isDone, continueCursor } = await paged(ctx, table, asked);
    return { count: page.length, isDone, continueCursor };
  },
});

/** A page of a table in the order in which its documents came to be. Raises `malformed` for a table that is none. */
export const restorePage = internalQuery({
  args: { table: v.string(), ...pageOf },
  returns: pageValidator,
  handler: async (ctx, { table, ...asked }) => {
    if (table === "interactions") return await interactionsWhole(ctx, asked);
    return await paged(ctx, table, asked);
  },
});

async function paged(ctx: QueryCtx, table: string, asked: PaginationOptions) {
  if (!Object.hasOwn(schema.tables, table)) throw refusal("malformed", `There is no table ${table}.`);
  return await ctx.db.query(table as keyof typeof schema.tables).paginate(bounded(asked, 500));
}

export const recordsOf = internalQuery({
  args: { table: recordTableValidator, ...ofInteraction, ...pageOf },
  returns: pageValidator,
  handler: async (ctx, { table, interactionId, ...asked }) => await recordsIn(ctx, table, interactionId, asked),
});

function twin(table: RecordTable) {
  return internalQuery({
    args: { ...ofInteraction, paginationOpts: paginationOptsValidator },
    returns: pageValidator,
    handler: async (ctx, { interactionId, paginationOpts }) =>
      await recordsIn(ctx, table, interactionId, paginationOpts),
  });
}

export const getInteractionLogs = twin("liveInteractionLogs");
export const getTurnRecords = twin("turnRecords");
export const getPlayerActions = twin("playerActions");
export const getRewards = twin("rewardGrants");
export const getChatMessages = twin("chatMessages");

/** The document itself, or null. */
export const interactionOf = internalQuery({
  args: ofInteraction,
  returns: v.any(),
  handler: async (ctx, { interactionId }) => {
    const found = await interactionBy(ctx, interactionId);
    return found && (await withRecord(ctx, found));
  },
});

export const getLiveInteractionStatus = interactionOf;

/** The document with the views made for the three streams, by stream. */
export const getInteractionLiveState = internalQuery({
  args: ofInteraction,
  returns: v.object({ interaction: v.any(), views: v.record(v.string(), v.any()) }),
  handler: async (ctx, { interactionId }) => {
    const views = await ctx.db
      .query("interactionViews")
      .withIndex("by_stream", (q) => q.eq("interactionId", interactionId))
      .take(3);
    return {
      interaction: await interactionBy(ctx, interactionId),
      views: Object.fromEntries(views.map((one) => [one.stream, one])),
    };
  },
});

export const getActiveInteraction = internalQuery({
  args: { campaignId: v.string() },
  returns: v.any(),
  handler: async (ctx, { campaignId }) => await activeIn(ctx, campaignId),
});

export const getAllLiveInteractions = internalQuery({
  args: {
    liveStatus: v.optional(v.union(v.literal("live"), v.literal("paused"))),
    paginationOpts: paginationOptsValidator,
  },
  returns: pageValidator,
  handler: async (ctx, { liveStatus = "live", paginationOpts }) =>
    await ctx.db
      .query("interactions")
      .withIndex("by_liveStatus", (q) => q.eq("liveStatus", liveStatus))
      .paginate(bounded(paginationOpts, 100)),
});
