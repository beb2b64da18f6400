/** Functions of every kind, for the stand-in's own tests. */

import {
  actionGeneric,
  internalMutationGeneric,
  internalQueryGeneric,
  makeFunctionReference,
  mutationGeneric,
  paginationOptsValidator,
  queryGeneric,
  type GenericMutationCtx,
  type GenericDataModel,
} from "convex/server";
import { ConvexError, v } from "convex/values";

type Ctx = GenericMutationCtx<GenericDataModel>;
const note = {
  externalId: v.string(),
  revision: v.number(),
  owner: v.string(),
  text: v.string(),
  tags: v.optional(v.array(v.string())),
};
type Note = { externalId: string; revision: number; owner: string; text: string; tags?: string[] };

/** Puts a note in the place of an older one; says whether it did. */
async function upsert(ctx: Ctx, given: Note): Promise<"applied" | "stale"> {
  const held = await ctx.db
    .query("notes")
    .withIndex("by_externalId", (q) => q.eq("externalId", given.externalId as never))
    .unique();
  if (held === null) await ctx.db.insert("notes", given);
  else if (given.revision <= (held.revision as number)) return "stale";
  else await ctx.db.replace(held._id as never, given);
  return "applied";
}

export const put = internalMutationGeneric({
  args: note,
  returns: v.string(),
  handler: async (ctx, args) => upsert(ctx, args),
});

export const putAll = internalMutationGeneric({
  args: { notes: v.array(v.object(note)) },
  handler: async (ctx, { notes }) => {
    const results: string[] = [];
    for (const each of notes) results.push(await upsert(ctx, each));
    return { results };
  },
});

export const putThenFail = internalMutationGeneric({
  args: note,
  handler: async (ctx, args) => {
    await upsert(ctx, args);
    throw new ConvexError({ code: "second_thoughts", tries: 1 });
  },
});

/** Calls `putThenFail` and goes on. */
export const tryAndGoOn = internalMutationGeneric({
  args: note,
  handler: async (ctx, args) => {
    await upsert(ctx, { ...args, externalId: `${args.externalId}-kept` });
    try {
      await ctx.runMutation(makeFunctionReference<"mutation">("notes:putThenFail"), args);
    } catch (error) {
      return error instanceof ConvexError ? (error.data as object) : "not a ConvexError";
    }
  },
});

export const find = queryGeneric({
  args: { externalId: v.string() },
  handler: async (ctx, { externalId }) =>
    await ctx.db
      .query("notes")
      .withIndex("by_externalId", (q) => q.eq("externalId", externalId as never))
      .unique(),
});

export const mine = queryGeneric({
  args: {},
  handler: async (ctx) => {
    const identity = await ctx.auth.getUserIdentity();
    if (identity === null) throw new ConvexError({ code: "signed_out" });
    const notes = await ctx.db
      .query("notes")
      .withIndex("by_owner", (q) => q.eq("owner", identity.subject as never))
      .collect();
    return notes.map(({ text }) => text as string);
  },
});

export const whoAmI = queryGeneric({ args: {}, handler: async (ctx) => (await ctx.auth.getUserIdentity()) as never });

export const write = mutationGeneric({
  args: { externalId: v.string(), text: v.string() },
  handler: async (ctx, { externalId, text }) => {
    const owner = (await ctx.auth.getUserIdentity())?.subject ?? "nobody";
    return await upsert(ctx, { externalId, text, owner, revision: Date.now() });
  },
});

export const page = internalQueryGeneric({
  args: {
    owner: v.string(),
    order: v.optional(v.union(v.literal("asc"), v.literal("desc"))),
    paginationOpts: paginationOptsValidator,
  },
  handler: async (ctx, { owner, order, paginationOpts }) =>
    await ctx.db
      .query("notes")
      .withIndex("by_owner", (q) => q.eq("owner", owner as never))
      .order(order ?? "asc")
      .paginate(paginationOpts),
});

/** Stores whatever it is given. */
export const store = internalMutationGeneric({
  args: { document: v.any() },
  handler: async (ctx, { document }) => await ctx.db.insert("anything", document),
});

/** A list of so many zeros, a wide object or a deep one, made where no argument limit stands in the way. */
export const storeLarge = internalMutationGeneric({
  args: {
    items: v.optional(v.number()),
    fields: v.optional(v.number()),
    levels: v.optional(v.number()),
    characters: v.optional(v.number()),
  },
  handler: async (ctx, { items, fields, levels, characters }) => {
    let deep: unknown = 0;
    for (let level = 1; level < (levels ?? 1); level += 1) deep = [deep];
    const wide = Object.fromEntries(Array.from({ length: fields ?? 0 }, (_, at) => [`f${at}`, 0]));
    await ctx.db.insert("anything", {
      deep,
      wide,
      list: new Array(items ?? 0).fill(0),
      text: "x".repeat(characters ?? 0),
    } as never);
  },
});

/** Keeps the processor busy for so long, then writes. */
export const dawdle = internalMutationGeneric({
  args: { ms: v.number() },
  handler: async (ctx, { ms }) => {
    const begun = process.cpuUsage();
    while (process.cpuUsage(begun).user < ms * 1000);
    await ctx.db.insert("anything", { dawdled: ms } as never);
  },
});

/** The clock before and after some work, and what becomes of a timer. */
export const clock = internalMutationGeneric({
  args: {},
  handler: async (ctx) => {
    const before = Date.now();
    for (let at = 0; at < 1000; at += 1) await ctx.db.query("notes").first();
    let timer = "allowed";
    try {
      setTimeout(() => undefined, 0);
    } catch (error) {
      timer = String(error);
    }
    return { stands: before === Date.now() && new Date().getTime() === before, timer };
  },
});

export const putLater = internalMutationGeneric({
  args: { ms: v.number(), note: v.object(note), fail: v.optional(v.boolean()) },
  handler: async (ctx, { ms, note: given, fail }) => {
    const job = await ctx.scheduler.runAfter(ms, makeFunctionReference<"mutation">("notes:put"), given);
    if (fail) throw new Error("never mind");
    return job;
  },
});

export const callOff = internalMutationGeneric({
  args: { job: v.string() },
  handler: async (ctx, { job }) => await ctx.scheduler.cancel(job as never),
});

export const job = internalQueryGeneric({
  args: { job: v.string() },
  handler: async (ctx, { job: id }) =>
    ((await ctx.db.system.get(id as never)) as { state: { kind: string } } | null)?.state.kind ?? null,
});

/** An action: reads and writes by calling others. */
export const copy = actionGeneric({
  args: { from: v.string(), to: v.string() },
  handler: async (ctx, { from, to }) => {
    const found = (await ctx.runQuery(makeFunctionReference<"query">("notes:find"), {
      externalId: from,
    })) as Note | null;
    if (found === null) throw new ConvexError("no such note");
    return (await ctx.runMutation(makeFunctionReference<"mutation">("notes:write"), {
      externalId: to,
      text: found.text,
    })) as string;
  },
});

export const echo = queryGeneric({ args: { value: v.any() }, handler: (_ctx, { value }) => value as never });

/** Reads by an index in every way there is: bounds, order, filter, limit. */
export const explore = internalQueryGeneric({
  args: {
    owner: v.string(),
    over: v.optional(v.number()),
    upTo: v.optional(v.number()),
    order: v.union(v.literal("asc"), v.literal("desc")),
    text: v.optional(v.string()),
    limit: v.optional(v.number()),
  },
  handler: async (ctx, { owner, over, upTo, order, text, limit }) => {
    let query = ctx.db
      .query("notes")
      .withIndex("by_owner", (q) => {
        let range = q.eq("owner", owner as never) as any;
        if (over !== undefined) range = range.gt("revision", over);
        return upTo === undefined ? range : range.lte("revision", upTo);
      })
      .order(order);
    if (text !== undefined)
      query = query.filter((q) =>
        q.or(q.eq(q.field("text"), text as never), q.not(q.lt(q.field("revision"), 50 as never))),
      );
    const notes = limit === undefined ? await query.collect() : await query.take(limit);
    return notes.map(({ externalId }) => externalId as string);
  },
});

/** Patches or removes a note; null where there is none. */
export const change = internalMutationGeneric({
  args: { externalId: v.string(), patch: v.optional(v.any()) },
  handler: async (ctx, { externalId, patch }) => {
    const held = await ctx.db
      .query("notes")
      .withIndex("by_externalId", (q) => q.eq("externalId", externalId as never))
      .unique();
    if (held === null) return null;
    if (patch) await ctx.db.patch(held._id as never, patch);
    else await ctx.db.delete(held._id as never);
    return externalId;
  },
});

/** Two pages in one function, which Convex does not have. */
export const twoPages = internalQueryGeneric({
  args: {},
  handler: async (ctx) => {
    for (const cursor of [null, null]) await ctx.db.query("notes").paginate({ cursor, numItems: 1 });
  },
});

/** All notes, without what Convex adds. */
export const all = internalQueryGeneric({
  args: {},
  handler: async (ctx) =>
    (await ctx.db.query("notes").collect()).map(({ _id, _creationTime, ...fields }) => fields) as never,
});
