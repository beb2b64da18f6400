/** Removals of rows that never arrived: a put of an older revision that comes later is not let in. */
import type { MutationCtx } from "../_generated/server";
import { applied, type Result, stale } from "../results";

async function tombstoneOf(ctx: MutationCtx, table: string, externalId: string) {
  return await ctx.db
    .query("tombstones")
    .withIndex("by_row", (q) => q.eq("table", table).eq("externalId", externalId))
    .unique();
}

export async function entomb(ctx: MutationCtx, table: string, externalId: string, revision: number): Promise<Result> {
  const tombstone = await tombstoneOf(ctx, table, externalId);
  if (tombstone !== null && tombstone.revision >= revision) return stale;
  if (tombstone === null) await ctx.db.insert("tombstones", { table, externalId, revision });
  else await ctx.db.patch(tombstone._id, { revision });
  return applied;
}

/** Whether the row was removed after this revision of it; what is newer than its removal takes the tombstone's place. */
export async function isEntombed(ctx: MutationCtx, table: string, externalId: string, revision: number): Promise<boolean> {
  const tombstone = await tombstoneOf(ctx, table, externalId);
  if (tombstone === null) return false;
  if (tombstone.revision >= revision) return true;
  await ctx.db.delete(tombstone._id);
  return false;
}
