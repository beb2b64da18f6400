/** Who asks, and what she may read: the stream of her role in the campaign. Nobody else learns that there is anything. */
import { ConvexError } from "convex/values";

import type { Doc } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";

declare const process: { env: Record<string, string | undefined> };

export type Stream = "dm" | "party" | "table";
export type Viewer = { userId: string; stream: Stream };

const STREAMS = { owner: "dm", co_dm: "dm", player: "party", spectator: "table" } as const;

export function refusal(code: string, message: string): ConvexError<{ code: string; message: string }> {
  return new ConvexError({ code, message });
}

/** Our user id of whoever is signed in; null for somebody who has never been here. Raises `unauthenticated`. */
export async function userOf(ctx: QueryCtx): Promise<string | null> {
  const identity = await ctx.auth.getUserIdentity();
  if (identity === null) throw refusal("unauthenticated", "Sign in first.");
  const { subject, issuer } = identity;
  const ours = process.env.CAMPAIGNLIVE_ISSUER;
  const user = ours && issuer === ours ? await accountBy(ctx, subject) : (await accountsOf(ctx, subject))[0];
  return user && !user.deleted && !user.inactive ? (user.externalId ?? null) : null;
}

async function accountBy(ctx: QueryCtx, externalId: string): Promise<Doc<"users"> | null> {
  return await ctx.db
    .query("users")
    .withIndex("by_externalId", (q) => q.eq("externalId", externalId))
    .first();
}

const ENOUGH = 20;

/** The node's accounts as which this Clerk identity signs in, one at most; rows that a web application has made, or that are gone, are none. */
export async function accountsOf(ctx: QueryCtx, clerkId: string): Promise<Doc<"users">[]> {
  const found = await ctx.db
    .query("users")
    .withIndex("by_clerkId", (q) => q.eq("clerkId", clerkId))
    .take(ENOUGH);
  return found.filter((one) => one.externalId !== undefined && !one.deleted);
}

/** Raises `not_found` for whoever is no member, as for what does not exist. */
export async function viewerIn(ctx: QueryCtx, campaignId: string): Promise<Viewer> {
  const userId = await userOf(ctx);
  const membership =
    userId === null
      ? null
      : await ctx.db
          .query("memberships")
          .withIndex("by_externalId", (q) => q.eq("externalId", `${campaignId}:${userId}`))
          .first();
  const stream = streamOf(membership);
  if (userId === null || stream === null) throw nothing();
  return { userId, stream };
}

export function streamOf(membership: Doc<"memberships"> | null): Stream | null {
  return membership === null || membership.deleted || !membership.role ? null : STREAMS[membership.role];
}

/** The interaction and how this person sees it. Players and spectators know of none that is only drafted. */
export async function seen(
  ctx: QueryCtx,
  interactionId: string,
): Promise<{ interaction: Doc<"interactions">; viewer: Viewer }> {
  const interaction = await ctx.db
    .query("interactions")
    .withIndex("by_externalId", (q) => q.eq("externalId", interactionId))
    .unique();
  if (interaction === null) {
    await userOf(ctx);
    throw nothing();
  }
  const viewer = await viewerIn(ctx, interaction.campaignId);
  if (!maySee(interaction, viewer.stream)) throw nothing();
  return { interaction, viewer };
}

export function maySee(interaction: Doc<"interactions">, stream: Stream): boolean {
  return !interaction.deleted && (stream === "dm" || interaction.liveStatus !== "idle");
}

export function nothing() {
  return refusal("not_found", "There is no such thing, or it is not yours to see.");
}
