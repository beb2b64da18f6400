/** The node's reading: documents as they are stored, and snapshots a chunk at a time. */
import type { PaginationOptions } from "convex/server";
import { v } from "convex/values";

import type { Doc } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import { lineageValidator } from "../tables/shared";
import { snapshotOf } from "../writing/interactions";
import { withRecord } from "../writing/keeping";
import type { RecordTable } from "../writing/records";
import { bounded } from "./pages";

/** All records of an interaction in their order in time, the void ones too. */
export async function recordsOf(ctx: QueryCtx, table: RecordTable, interactionId: string, asked: PaginationOptions) {
  return await ctx.db
    .query(table)
    .withIndex("by_interaction", (q) => q.eq("interactionId", interactionId))
    .paginate(bounded(asked, 500));
}

/** A page of interactions with their records; short, since each may be two large documents. */
export async function interactionsWhole(ctx: QueryCtx, asked: PaginationOptions) {
  const found = await ctx.db.query("interactions").paginate(bounded(asked, 10));
  return { ...found, page: await Promise.all(found.page.map((one) => withRecord(ctx, one))) };
}

export const chunkValidator = v.object({
  revision: v.number(),
  lineage: lineageValidator,
  sha256: v.string(),
  schemaVersion: v.number(),
  at: v.number(),
  reason: v.string(),
  chunk: v.number(),
  chunks: v.number(),
  data: v.string(),
});

/** One chunk of the newest snapshot, or of a copy put aside; null where there is none. */
export async function chunkOf(ctx: QueryCtx, interactionId: string, chunk: number, copy: string | undefined) {
  const head = copy === undefined ? await snapshotOf(ctx, interactionId) : await copyBy(ctx, interactionId, copy);
  const id = head?.chunkIds[chunk];
  const found = id === undefined ? null : await ctx.db.get(id);
  if (head === null || found === null) return null;
  const { revision, lineage, sha256, schemaVersion, at, reason, chunkIds } = head;
  return { revision, lineage, sha256, schemaVersion, at, reason, chunk, chunks: chunkIds.length, data: found.data };
}

async function copyBy(ctx: QueryCtx, interactionId: string, externalId: string): Promise<Doc<"snapshotCopies"> | null> {
  const copy = await ctx.db
    .query("snapshotCopies")
    .withIndex("by_externalId", (q) => q.eq("externalId", externalId))
    .first();
  return copy?.interactionId === interactionId ? copy : null;
}
