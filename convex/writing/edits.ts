/** What a web application does to content in Convex: creates and edits it, and the node then adopts it under an id of ours. */
import { v } from "convex/values";

import { accountsOf, nothing, refusal } from "../access";
import type { Doc } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { problemWithDocument, problemWithFields } from "../checking";
import { CONTENT, type ContentTable, contentTableValidator } from "../tables/content";
import { contentBy } from "./content";

const OURS = ["externalId", "revision", "record"]; // what an edit may not touch

/** A field that is null goes: nobody can send undefined. */
function withoutNull(table: ContentTable, fields: Record<string, unknown>): Record<string, unknown> {
  const goes = (name: string, value: unknown) => value === null && Object.hasOwn(CONTENT[table], name);
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, goes(name, value) ? undefined : value]));
}

/** Raises `malformed` with what does not fit. */
async function check(ctx: MutationCtx, table: ContentTable, fields: Record<string, unknown>, externalId?: string): Promise<void> {
  const untouchable = OURS.find((name) => name in fields);
  const { deleted, ...typed } = fields;
  const problem =
    (untouchable && `${untouchable} is the node's`) ??
    (deleted !== undefined && typeof deleted !== "boolean" ? "deleted is neither true nor false" : null) ??
    problemWithFields(CONTENT[table], typed, table) ??
    problemWithDocument(typed);
  if (problem) throw refusal("malformed", problem);
  if (table === "users" && typeof typed.clerkId === "string") await checkClerk(ctx, typed.clerkId, externalId);
}

/** Nobody signs in as two accounts. Raises `malformed`. */
async function checkClerk(ctx: MutationCtx, clerkId: string, externalId: string | undefined): Promise<void> {
  const other = (await accountsOf(ctx, clerkId)).find((one) => one.externalId !== externalId);
  if (other) throw refusal("malformed", `${clerkId} signs in as user ${other.externalId}`);
}

/** What the node neither sends nor reads: who a user is to Clerk. Changing it is no edit that a put could overwrite. */
function isApart(table: ContentTable, fields: Record<string, unknown>): boolean {
  return table === "users" && Object.keys(fields).every((name) => name === "clerkId");
}

/** Patches fields of a row (null: the field goes), `deleted: true` removes it; the revision rises, so that the node's older puts lose. */
export const edit = {
  args: { table: contentTableValidator, externalId: v.string(), fields: v.record(v.string(), v.any()) },
  returns: v.object({ revision: v.number() }),
  handler: async (
    ctx: MutationCtx,
    { table, externalId, fields: given }: { table: ContentTable; externalId: string; fields: Record<string, any> },
  ) => {
    const fields = withoutNull(table, given);
    await check(ctx, table, fields, externalId);
    const stored = await contentBy(ctx, table, externalId);
    if (stored === null) throw nothing();
    const now = Date.now();
    if (isApart(table, fields)) {
      await ctx.db.patch(stored._id, { ...fields, changedAt: now } as never);
      return { revision: stored.revision ?? 0 };
    }
    const revision = Math.max((stored.revision ?? 0) + 1, now);
    await ctx.db.patch(stored._id, { ...fields, revision, editedAt: now, changedAt: now } as never);
    return { revision };
  },
};

/** A row made in Convex: without an id of ours until the node adopts it. */
export const create = {
  args: { table: contentTableValidator, fields: v.record(v.string(), v.any()) },
  returns: v.string(),
  handler: async (ctx: MutationCtx, { table, fields: given }: { table: ContentTable; fields: Record<string, any> }) => {
    const fields = withoutNull(table, given);
    await check(ctx, table, fields);
    const now = Date.now();
    return await ctx.db.insert(table, { ...fields, revision: 0, editedAt: now, changedAt: now } as never);
  },
};

/** Gives rows made in Convex an id of ours, unless they have one meanwhile. Answers what each has now; null: there is no such row. */
export const adopt = {
  args: {
    table: contentTableValidator,
    adoptions: v.array(v.object({ id: v.string(), externalId: v.string() })),
  },
  returns: v.object({ externalIds: v.array(v.union(v.string(), v.null())) }),
  handler: async (
    ctx: MutationCtx,
    { table, adoptions }: { table: ContentTable; adoptions: { id: string; externalId: string }[] },
  ) => {
    const externalIds: (string | null)[] = [];
    for (const { id, externalId } of adoptions) externalIds.push(await adoptOne(ctx, table, id, externalId));
    return { externalIds };
  },
};

async function adoptOne(ctx: MutationCtx, table: ContentTable, id: string, externalId: string): Promise<string | null> {
  const normal = ctx.db.normalizeId(table, id);
  const row = normal === null ? null : ((await ctx.db.get(normal)) as Doc<ContentTable> | null);
  if (row === null) return null;
  if (row.externalId !== undefined) return row.externalId;
  await ctx.db.patch(row._id, { externalId, changedAt: Date.now() });
  return externalId;
}
