/** The schema validation test: `npx convex run testLiveSystem:validateSchema`, also against a deployment in use. It leaves nothing behind. */
import { ConvexError, v } from "convex/values";

import type { MutationCtx } from "./_generated/server";
import { internalMutation } from "./_generated/server";
import { perform } from "./operations";
import { MARK, SAMPLES } from "./samples";
import { CONTENT_TABLES } from "./tables/content";
import { interactionBy, snapshotOf } from "./writing/interactions";

const CONTENT_SAMPLES = CONTENT_TABLES.map((table) => ({
  op: "putContent",
  args: { table, document: { externalId: MARK, revision: 1, updatedAt: 1 } },
}));

/** Every kind of document is written, known when it comes again, refused where a field is wrong, and found by its index. */
export const validateSchema = internalMutation({
  args: {},
  returns: v.object({ operations: v.number(), tables: v.array(v.string()) }),
  handler: async (ctx) => {
    const samples = [...CONTENT_SAMPLES, ...SAMPLES];
    for (const { op, args } of samples) {
      await expect(ctx, op, args, "applied");
      await expect(ctx, op, args, "stale");
      await expect(ctx, op, { ...args, surprise: true }, "refused");
    }
    const interaction = await interactionBy(ctx, MARK);
    if (interaction?.lastStateSnapshot !== 1 || interaction.recordId === undefined) throw new ConvexError("The interaction does not know its snapshot or its record.");
    return { operations: samples.length, tables: await takeAway(ctx) };
  },
});

async function expect(ctx: MutationCtx, op: string, args: object, status: string): Promise<void> {
  const result = await perform(ctx, op, args);
  if (result.status !== status) {
    throw new ConvexError(`${op} is ${result.status} instead of ${status}: ${result.message ?? ""}`);
  }
}

const BY_ID = [
  ...CONTENT_TABLES,
  ...(["interactions", "turnRecords", "playerActions", "liveInteractionLogs", "rewardGrants", "chatMessages"] as const),
  "applicationErrors" as const,
];

/** Deletes what was written; answers the tables in which there was something. */
async function takeAway(ctx: MutationCtx): Promise<string[]> {
  const tables: string[] = ["interactionRecords"];
  await ctx.db.delete((await interactionBy(ctx, MARK))!.recordId!);
  for (const table of BY_ID) {
    const found = await ctx.db
      .query(table)
      .withIndex("by_externalId", (q) => q.eq("externalId", MARK))
      .unique();
    if (found === null) continue;
    await ctx.db.delete(found._id);
    tables.push(table);
  }
  return [...tables, ...(await takeSnapshotAway(ctx)), ...(await takeHearersAway(ctx))];
}

async function takeSnapshotAway(ctx: MutationCtx): Promise<string[]> {
  const snapshot = await snapshotOf(ctx, MARK);
  if (snapshot === null) return [];
  const ids = [...snapshot.chunkIds, ...Object.values(snapshot.viewIds), snapshot._id];
  for (const id of ids) await ctx.db.delete(id);
  return ["snapshots", "snapshotChunks", "interactionViews"];
}

async function takeHearersAway(ctx: MutationCtx): Promise<string[]> {
  const hearers = await ctx.db
    .query("chatHearers")
    .withIndex("by_message", (q) => q.eq("messageId", MARK))
    .collect();
  for (const { _id } of hearers) await ctx.db.delete(_id);
  return hearers.length > 0 ? ["chatHearers"] : [];
}
