/** A journal was cut back: what its lost rows made becomes void, in pages, the rest of them in mutations of their own. */
import { v } from "convex/values";

import { internal } from "../_generated/api";
import type { MutationCtx } from "../_generated/server";
import { applied, stale, write } from "../results";
import { NOWHERE, RECORD_TABLES } from "./records";

const PAGE = 200;

export const cutBack = write(
  { interactionId: v.string(), journalId: v.string(), afterSeq: v.number(), revision: v.number() },
  async (ctx, cut) => {
    const stored = await ctx.db
      .query("cuts")
      .withIndex("by_journal", (q) => q.eq("interactionId", cut.interactionId).eq("journalId", cut.journalId))
      .unique();
    if (stored !== null && stored.afterSeq <= cut.afterSeq) return stale;
    if (stored === null) await ctx.db.insert("cuts", cut);
    else await ctx.db.replace(stored._id, cut);
    const { interactionId, journalId, afterSeq } = cut;
    const more = await voidFrom(ctx, { interactionId, journalId, afterSeq, table: 0, cursor: null });
    return more ? { ...applied, more } : applied;
  },
);

export const voidingArgs = {
  interactionId: v.string(),
  journalId: v.string(),
  afterSeq: v.number(),
  table: v.number(),
  cursor: v.union(v.string(), v.null()),
};

type Voiding = { interactionId: string; journalId: string; afterSeq: number; table: number; cursor: string | null };

/** A page of a table; of the tables after it too, as long as each ends within its page. Answers whether more is scheduled. */
export async function voidFrom(ctx: MutationCtx, from: Voiding): Promise<boolean> {
  let { table, cursor } = from;
  while (table < RECORD_TABLES.length) {
    const next = await voidPage(ctx, { ...from, table, cursor });
    if (next !== null) {
      await ctx.scheduler.runAfter(0, internal.liveSystem.voidBeyond, { ...from, table, cursor: next });
      return true;
    }
    table += 1;
    cursor = null;
  }
  return false;
}

/** Answers where to go on, or null at the end of the table. */
async function voidPage(ctx: MutationCtx, at: Voiding): Promise<string | null> {
  const found = await ctx.db
    .query(RECORD_TABLES[at.table]!)
    .withIndex("by_journal", (q) =>
      q.eq("interactionId", at.interactionId).eq("journalId", at.journalId).gt("seq", at.afterSeq),
    )
    .paginate({ numItems: PAGE, cursor: at.cursor });
  for (const { _id, voided } of found.page) {
    if (!voided) await ctx.db.patch(_id, { ...NOWHERE, owner: undefined, voided: true });
  }
  return found.isDone ? null : found.continueCursor;
}
