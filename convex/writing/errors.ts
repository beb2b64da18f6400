/** What went wrong in a node, told once each with a count. */
import { problemWithDocument } from "../checking";
import { applied, refused, stale, write } from "../results";
import { applicationError } from "../tables/records";

export const reportError = write(applicationError, async (ctx, error) => {
  const problem = problemWithDocument(error);
  if (problem !== null) return refused(problem);
  const stored = await ctx.db
    .query("applicationErrors")
    .withIndex("by_externalId", (q) => q.eq("externalId", error.externalId))
    .unique();
  if (stored !== null && stored.revision >= error.revision) return stale;
  if (stored === null) await ctx.db.insert("applicationErrors", error);
  else await ctx.db.replace(stored._id, error);
  return applied;
});
