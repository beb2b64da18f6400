/** Campaign content: what the node puts and removes, what a web application edits, and what changed since. All internal. */
import { paginationResultValidator } from "convex/server";
import { v } from "convex/values";

import { internalMutation, internalQuery } from "./_generated/server";
import { bounded } from "./reading/pages";
import { contentTableValidator } from "./tables/content";
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
