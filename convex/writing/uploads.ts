/** Chunks of a snapshot that have arrived and wait for the rest; of what will never be whole none stays. */
import { v } from "convex/values";

import { internal } from "../_generated/api";
import type { Doc } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";

export const droppingArgs = { interactionId: v.string(), until: v.number() };

type Dropping = { interactionId: string; until: number };

export async function uploadOf(ctx: MutationCtx, interactionId: string, revision: number) {
  return await ctx.db
    .query("snapshotUploads")
    .withIndex("by_interaction", (q) => q.eq("interactionId", interactionId).eq("revision", revision))
    .unique();
}

export async function dropUpload(ctx: MutationCtx, upload: Doc<"snapshotUploads">): Promise<void> {
  for (const { id } of upload.chunks) await ctx.db.delete(id);
  await ctx.db.delete(upload._id);
}

/** Uploads up to this revision are for nothing. They may be large, so that each goes in a mutation of its own. */
export async function dropUploads(ctx: MutationCtx, dropping: Dropping): Promise<void> {
  if ((await oldest(ctx, dropping)) !== null) {
    await ctx.scheduler.runAfter(0, internal.liveSystem.dropUploadsUntil, dropping);
  }
}

/** The oldest of them; the others are scheduled. */
export async function dropOldest(ctx: MutationCtx, dropping: Dropping): Promise<void> {
  const upload = await oldest(ctx, dropping);
  if (upload === null) return;
  await dropUpload(ctx, upload);
  await dropUploads(ctx, dropping);
}

async function oldest(ctx: MutationCtx, { interactionId, until }: Dropping) {
  return await ctx.db
    .query("snapshotUploads")
    .withIndex("by_interaction", (q) => q.eq("interactionId", interactionId).lte("revision", until))
    .first();
}
