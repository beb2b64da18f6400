/** Campaign content: what the node puts and removes, what a web application edits, and what changed since. All internal. */
import { paginationResultValidator } from "convex/server";
import { v } from "convex/values";

import { internalMutation, internalQuery, type QueryCtx } from "./_generated/server";
import { bounded } from "./reading/pages";
import { type ContentTable, contentTableValidator } from "./tables/content";
import * as writing from "./writing/content";
import * as edits from "./writing/edits";

export const put = internalMutation(writing.put);
export const remove = internalMutation(writing.remove);
export const edit = internalMutation(edits.edit);
export const create = internalMutation(edits.create);
export const adopt = internalMutation(edits.adopt);

/** Rows changed here at `after` (ms) or later, oldest change first, tombstones too. */
export const changedSince = internalQuery({
  args: {
    table: contentTableValidator,
    after: v.number(),
    cursor: v.optional(v.union(v.string(), v.null())),
    numItems: v.optional(v.number()),
  },
  returns: paginationResultValidator(v.any()),
  handler: async (ctx, { table, after, cursor = null, numItems = 100 }) =>
    await ctx.db
      .query(table)
      .withIndex("by_changedAt", (q) => q.gte("changedAt", after))
      .paginate(bounded({ cursor, numItems })),
});

/** Of these tables those in which something changed at `after` (ms) or later: one call for whoever looks again and again. */
export const changedTables = internalQuery({
  args: { since: v.array(v.object({ table: contentTableValidator, after: v.number() })) },
  returns: v.array(contentTableValidator),
  handler: async (ctx, { since }) => {
    const newer = await Promise.all(since.map(({ table, after }) => changedFrom(ctx, table, after)));
    return since.filter((_, i) => newer[i]).map(({ table }) => table);
  },
});

async function changedFrom(ctx: QueryCtx, table: ContentTable, after: number): Promise<boolean> {
  const first = await ctx.db
    .query(table)
    .withIndex("by_changedAt", (q) => q.gte("changedAt", after))
    .first();
  return first !== null;
}
