/** What people may ask for, each as her role in the campaign sees it. Refused with `unauthenticated` or `not_found`. */
import { paginationOptsValidator, paginationResultValidator, type PaginationResult } from "convex/server";
import { type Infer, v } from "convex/values";

import type { Doc } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { maySee, seen, type Stream, streamOf, userOf, type Viewer, viewerIn } from "../access";
import { activeIn } from "../writing/active";
import { bounded } from "./pages";
import { type Asked, pageFor } from "./records";
import * as shown from "./shown";
import { type LiveInteraction, liveInteractionValidator, liveStateFields, shownTo } from "./status";

const LIVE_PAGE = 15; // interactions may be large, and each membership costs one

const ofInteraction = { interactionId: v.string() };
const recordArgs = {
  ...ofInteraction,
  paginationOpts: paginationOptsValidator,
  order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
  mine: v.optional(v.boolean()),
};

async function viewOf(ctx: QueryCtx, interactionId: string, stream: Stream): Promise<Doc<"interactionViews"> | null> {
  return await ctx.db
    .query("interactionViews")
    .withIndex("by_stream", (q) => q.eq("interactionId", interactionId).eq("stream", stream))
    .unique();
}

export const getLiveInteractionStatus = {
  args: ofInteraction,
  returns: liveInteractionValidator,
  handler: async (ctx: QueryCtx, { interactionId }: { interactionId: string }) => {
    const { interaction, viewer } = await seen(ctx, interactionId);
    return shownTo(viewer.stream, interaction);
  },
};

/** Of when it was: for DMs. When a snapshot is taken depends on what the hidden do, too. */
function timeOf(view: Doc<"interactionViews"> | null): number | undefined {
  return view?.stream === "dm" ? view.at : undefined;
}

/** The same with the newest state this viewer may see: `view` is the socket's document as JSON, null before the first snapshot. */
export const getInteractionLiveState = {
  args: ofInteraction,
  returns: v.object(liveStateFields),
  handler: async (ctx: QueryCtx, { interactionId }: { interactionId: string }) => {
    const { interaction, viewer } = await seen(ctx, interactionId);
    const view = await viewOf(ctx, interactionId, viewer.stream);
    return { ...shownTo(viewer.stream, interaction), at: timeOf(view), view: view?.view ?? null };
  },
};

/** The newest snapshot as this viewer may see it. The state itself, with what no DM reads either, is the node's alone. */
export const loadStateSnapshot = {
  args: ofInteraction,
  returns: v.union(
    v.null(),
    v.object({
      interactionId: v.string(),
      stream: liveInteractionValidator.fields.stream,
      at: v.optional(v.number()),
      view: v.string(),
    }),
  ),
  handler: async (ctx: QueryCtx, { interactionId }: { interactionId: string }) => {
    const { viewer } = await seen(ctx, interactionId);
    const view = await viewOf(ctx, interactionId, viewer.stream);
    return view && { interactionId, stream: view.stream, at: timeOf(view), view: view.view };
  },
};

/** For players to subscribe to: what is live or paused in their campaign, or null. */
export const getActiveInteraction = {
  args: { campaignId: v.string() },
  returns: v.union(v.null(), liveInteractionValidator),
  handler: async (ctx: QueryCtx, { campaignId }: { campaignId: string }) => {
    const { stream } = await viewerIn(ctx, campaignId);
    const active = await activeIn(ctx, campaignId);
    return active && shownTo(stream, active);
  },
};

/** What is live or paused in all campaigns of whoever asks, a page of her memberships at a time. */
export const getAllLiveInteractions = {
  args: { paginationOpts: v.optional(paginationOptsValidator) },
  returns: paginationResultValidator(liveInteractionValidator),
  handler: async (
    ctx: QueryCtx,
    { paginationOpts = { numItems: LIVE_PAGE, cursor: null } }: { paginationOpts?: Asked["paginationOpts"] },
  ): Promise<PaginationResult<LiveInteraction>> => {
    const userId = await userOf(ctx);
    if (userId === null) return { page: [], isDone: true, continueCursor: "" };
    const memberships = await ctx.db
      .query("memberships")
      .withIndex("by_user", (q) => q.eq("userId", userId))
      .paginate(bounded(paginationOpts, LIVE_PAGE));
    const live = await Promise.all(memberships.page.map((one) => activeOf(ctx, one)));
    return { ...memberships, page: live.filter((one) => one !== null) };
  },
};

async function activeOf(ctx: QueryCtx, membership: Doc<"memberships">): Promise<LiveInteraction | null> {
  const stream = streamOf(membership);
  if (stream === null || membership.campaignId === undefined) return null;
  const active = await activeIn(ctx, membership.campaignId);
  return active !== null && maySee(active, stream) ? shownTo(stream, active) : null;
}

export const getInteractionLogs = {
  args: recordArgs,
  returns: paginationResultValidator(shown.logValidator),
  handler: async (ctx: QueryCtx, asked: Asked) => {
    const { viewer } = await seen(ctx, asked.interactionId);
    const found = await pageFor(ctx, "liveInteractionLogs", viewer, asked);
    const page = found.page.map((log) => shown.shownLog(log, asked.mine ? "own" : viewer.stream));
    return { ...found, page };
  },
};

export const getTurnRecords = {
  args: recordArgs,
  returns: paginationResultValidator(shown.turnValidator),
  handler: async (ctx: QueryCtx, asked: Asked) => {
    const { viewer } = await seen(ctx, asked.interactionId);
    const found = await pageFor(ctx, "turnRecords", viewer, asked);
    return { ...found, page: found.page.map((turn) => shown.shownTurn(turn, viewer.stream)) };
  },
};

export const getPlayerActions = {
  args: recordArgs,
  returns: paginationResultValidator(shown.actionValidator),
  handler: async (ctx: QueryCtx, asked: Asked) => {
    const { viewer } = await seen(ctx, asked.interactionId);
    const found = await pageFor(ctx, "playerActions", viewer, asked);
    return { ...found, page: found.page.map((action) => shown.shownAction(action, viewer.stream)) };
  },
};

const { mine: _, ...withoutMine } = recordArgs;

export const getRewards = {
  args: withoutMine,
  returns: paginationResultValidator(shown.rewardValidator),
  handler: async (ctx: QueryCtx, asked: Asked) => {
    const { viewer } = await seen(ctx, asked.interactionId);
    const found = await pageFor(ctx, "rewardGrants", viewer, asked);
    return { ...found, page: found.page.map((grant) => shown.shownReward(grant, viewer.stream)) };
  },
};

/** `mine`: what she hears on her own (private messages, a player's talk with the DMs). */
export const getChatMessages = {
  args: recordArgs,
  returns: paginationResultValidator(shown.messageValidator),
  handler: async (ctx: QueryCtx, asked: Asked): Promise<PaginationResult<Infer<typeof shown.messageValidator>>> => {
    const { viewer } = await seen(ctx, asked.interactionId);
    if (asked.mine) return await heardAlone(ctx, viewer, asked);
    const found = await pageFor(ctx, "chatMessages", viewer, asked);
    return { ...found, page: found.page.map(shown.shownMessage) };
  },
};

async function heardAlone(ctx: QueryCtx, { userId }: Viewer, asked: Asked) {
  const ears = await ctx.db
    .query("chatHearers")
    .withIndex("by_user", (q) => q.eq("interactionId", asked.interactionId).eq("userId", userId))
    .order(asked.order ?? "asc")
    .paginate(bounded(asked.paginationOpts, 100));
  const messages = await Promise.all(ears.page.map(({ messageId }) => messageBy(ctx, messageId)));
  const page = messages.filter((one) => one !== null && !one.hidden && !one.voided) as Doc<"chatMessages">[];
  return { ...ears, page: page.map(shown.shownMessage) };
}

async function messageBy(ctx: QueryCtx, externalId: string): Promise<Doc<"chatMessages"> | null> {
  return await ctx.db
    .query("chatMessages")
    .withIndex("by_externalId", (q) => q.eq("externalId", externalId))
    .unique();
}
