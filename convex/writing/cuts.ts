/** A journal was cut back: what its lost rows made becomes void, so many at once, the rest in mutations of their own. */
import { v } from "convex/values";

import { internal } from "../_generated/api";
import type { MutationCtx } from "../_generated/server";
import { applied, stale, write } from "../results";
import { NOWHERE, RECORD_TABLES, type RecordTable } from "./records";

const AT_ONCE = 400;

export const voidingArgs = { interactionId: v.string(), journalId: v.string(), afterSeq: v.number() };

type Voiding = { interactionId: string; journalId: string; afterSeq: number };

export const cutBack = write({ ...voidingArgs, revision: v.number() }, async (ctx, { revision, ...cut }) => {
  const stored = await ctx.db
    .query("cuts")
    .withIndex("by_journal", (q) => q.eq("interactionId", cut.interactionId).eq("journalId", cut.journalId))
    .unique();
  if (stored !== null && stored.afterSeq <= cut.afterSeq) return stale;
  if (stored === null) await ctx.db.insert("cuts", { ...cut, revision });
  else await ctx.db.replace(stored._id, { ...cut, revision });
  return (await voidAll(ctx, cut)) ? applied : { ...applied, more: true };
});

/** Answers whether that was all; else what is left is scheduled. */
export async function voidAll(ctx: MutationCtx, cut: Voiding): Promise<boolean> {
  let room = AT_ONCE;
  for (const table of RECORD_TABLES) {
    room -= await voidSome(ctx, table, cut, room);
    if (room > 0) continue;
    await ctx.scheduler.runAfter(0, internal.liveSystem.voidBeyond, cut);
    return false;
  }
  return true;
}

/** What is void leaves the range that is looked at here: no cursor is needed, and a mutation may have only one. */
async function voidSome(ctx: MutationCtx, table: RecordTable, cut: Voiding, most: number): Promise<number> {
  const found = await ctx.db
    .query(table)
    .withIndex("by_journal", (q) =>
      q
        .eq("interactionId", cut.interactionId)
        .eq("journalId", cut.journalId)
        .eq("voided", undefined)
        .gt("seq", cut.afterSeq),
    )
    .take(most);
  for (const { _id } of found) await ctx.db.patch(_id, { ...NOWHERE, owner: undefined, voided: true });
  return found.length;
}
