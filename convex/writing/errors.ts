/** What went wrong in nodes, told once each with a count. Each database counts for itself; here they are added up. */
import type { WithoutSystemFields } from "convex/server";

import type { Doc } from "../_generated/dataModel";
import { problemWithDocument } from "../checking";
import { applied, refused, stale, write } from "../results";
import { reportedError } from "../tables/records";

const SOURCES = 20; // more of them are not told apart for one error and day

type Kept = WithoutSystemFields<Doc<"applicationErrors">>;
type Counted = { source: string; count: number };

/** Stale where it says nothing new. `source` names who has counted; who says a lower count than before has lost it since. */
export const reportError = write(reportedError, async (ctx, { source = "", ...error }) => {
  const problem = problemWithDocument(error);
  if (problem !== null) return refused(problem);
  const stored = await ctx.db
    .query("applicationErrors")
    .withIndex("by_externalId", (q) => q.eq("externalId", error.externalId))
    .unique();
  if (stored === null) {
    await ctx.db.insert("applicationErrors", { ...error, counts: [{ source, count: error.count }] });
    return applied;
  }
  const known = countsOf(stored).find((one) => one.source === source)?.count ?? 0;
  if (stored.revision >= error.revision && known >= error.count) return stale;
  const { _id, _creationTime, ...before } = stored;
  await ctx.db.replace(_id, together(before, error, { source, count: Math.max(known, error.count) }));
  return applied;
});

/** What was stored before counts were told apart has one of nobody in particular. */
function countsOf(stored: Kept): Counted[] {
  return stored.counts ?? [{ source: "", count: stored.count }];
}

/** In the words of the newer of the two; of too many sources those that were heard of longest ago are counted together. */
function together(stored: Kept, error: Omit<Kept, "counts" | "earlier">, told: Counted): Kept {
  const counts = [...countsOf(stored).filter((one) => one.source !== told.source), told];
  const forgotten = counts.splice(0, Math.max(0, counts.length - SOURCES));
  const earlier = sum(forgotten) + (stored.earlier ?? 0);
  return {
    ...(error.revision > stored.revision ? error : stored),
    firstAt: Math.min(stored.firstAt, error.firstAt),
    lastAt: Math.max(stored.lastAt, error.lastAt),
    count: sum(counts) + earlier,
    counts,
    earlier: earlier || undefined,
  };
}

function sum(counts: Counted[]): number {
  return counts.reduce((all, one) => all + one.count, 0);
}
