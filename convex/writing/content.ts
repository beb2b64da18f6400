/** Content of authors: put and removed by the node, edited and created by the web application, told apart by `editedAt`. */
import type { WithoutSystemFields } from "convex/server";
import { v } from "convex/values";

import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { problemWithDocument, problemWithFields } from "../checking";
import { applied, refused, type Result, stale, write } from "../results";
import { CONTENT, type ContentTable, contentTableValidator } from "../tables/content";
import { activeIn } from "./active";
import { removeInteraction } from "./interactions";
import { entomb, isEntombed } from "./tombstones";

type Content = Doc<ContentTable>;
type Fields = Record<string, unknown> & { externalId?: string; revision?: number; campaignId?: string };

export async function contentBy(ctx: MutationCtx, table: ContentTable, externalId: string): Promise<Content | null> {
  return await ctx.db
    .query(table)
    .withIndex("by_externalId", (q) => q.eq("externalId", externalId))
    .unique();
}

/** Null: to be written. `base` is the revision that the node last knew of; an edit made here since is not overwritten. */
function verdict(stored: Content | null, revision: number, base: number | undefined): Result | null {
  if (stored === null) return null;
  if ((stored.putRevision ?? -1) >= revision) return stale;
  const known = stored.revision ?? 0;
  if (base !== undefined && stored.editedAt !== undefined && known > base) {
    return { status: "conflict", message: `edited in Convex: revision ${known}, the node knew of ${base}` };
  }
  return null;
}

/** The node's row. Stale where it is known or its removal is, a conflict where it was edited here meanwhile. */
export const put = write(
  { table: contentTableValidator, document: v.any(), base: v.optional(v.number()) },
  async (ctx, { table, document, base }) => {
    const problem = problemWithFields(CONTENT[table], document, table) ?? problemWithPut(document);
    if (problem !== null) return refused(problem);
    const stored = await contentBy(ctx, table, document.externalId);
    const answer = verdict(stored, document.revision, base);
    if (answer !== null) return answer;
    if (stored === null && (await isEntombed(ctx, table, document.externalId, document.revision))) return stale;
    const whole = {
      ...document,
      ...(await ours(ctx, table, document, stored)),
      putRevision: document.revision,
      changedAt: Date.now(),
    };
    await store(ctx, table, stored?._id ?? null, whole);
    return applied;
  },
);

function problemWithPut(document: Fields): string | null {
  if (document.externalId === undefined) return "externalId is missing";
  if (document.revision === undefined) return "revision is missing";
  return problemWithDocument(document);
}

/** Fields that are not the node's: they outlive its puts. */
async function ours(ctx: MutationCtx, table: ContentTable, document: Fields, stored: Content | null): Promise<Fields> {
  if (table === "users") return { clerkId: document.clerkId ?? (stored as Doc<"users"> | null)?.clerkId };
  if (table !== "campaigns") return {};
  return { activeInteractionId: (await activeIn(ctx, document.externalId!))?.externalId };
}

async function store(ctx: MutationCtx, table: ContentTable, id: Id<ContentTable> | null, whole: Fields): Promise<void> {
  const document = whole as unknown as WithoutSystemFields<Content>;
  if (id === null) await ctx.db.insert(table, document as never);
  else await ctx.db.replace(id, document as never);
}

/** Leaves a tombstone with its revision, so that a late put does not bring the row back. Drafts of interactions go so, too. */
export const remove = write(
  { table: v.union(contentTableValidator, v.literal("interactions")), externalId: v.string(), revision: v.number(), base: v.optional(v.number()) },
  async (ctx, { table, externalId, revision, base }) => {
    if (table === "interactions") return await removeInteraction(ctx, externalId, revision);
    const stored = await contentBy(ctx, table, externalId);
    if (stored === null) return await entomb(ctx, table, externalId, revision);
    const answer = verdict(stored, revision, base);
    if (answer !== null) return answer;
    const campaignId = (stored as { campaignId?: string }).campaignId;
    const tombstone = { externalId, campaignId, revision, putRevision: revision, deleted: true, changedAt: Date.now() };
    await store(ctx, table, stored._id, tombstone);
    return applied;
  },
);
