/** The newest snapshot of each interaction, in chunks below the size of a document, with what each kind of viewer may see of it. */
import { v } from "convex/values";

import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { type Lineage, relation } from "../lineage";
import { applied, conflicting, refused, type Result, stale, write } from "../results";
import { lineageValidator } from "../tables/shared";
import { UNGUARDED } from "./groups";
import { interactionBy, snapshotOf } from "./interactions";
import { dropUpload, dropUploads, uploadOf } from "./uploads";

const CHUNK_BYTES = 900_000;
const CHUNKS = 12; // a mutation may read and write 16 MiB: the old ones go with it, and the views come

const views = { dm: v.string(), party: v.string(), table: v.string() };

type Sent = {
  interactionId: string;
  revision: number;
  lineage: Lineage;
  snapshot?: string;
  chunks?: number;
  sha256: string;
  schemaVersion: number;
  at: number;
  reason: string;
  views: { dm: string; party: string; table: string };
  force?: boolean;
};

/** A part of a snapshot that is too long for one document; those of an older one go. Stale where the stored one is as new: one
 * that contained it would have a higher revision. */
export const saveSnapshotChunk = write(
  {
    interactionId: v.string(),
    revision: v.number(),
    index: v.number(),
    count: v.number(),
    data: v.string(),
    sha256: v.string(),
  },
  async (ctx, { interactionId, revision, index, count, data, sha256 }) => {
    if (count > CHUNKS || index >= count) return refused(`chunk ${index} of ${count}; ${CHUNKS} are allowed`);
    if (bytesOf(data) > CHUNK_BYTES) return refused(`a chunk has at most ${CHUNK_BYTES} bytes`);
    const stored = await snapshotOf(ctx, interactionId);
    if (stored !== null && stored.revision >= revision) return stale;
    await dropUploads(ctx, { interactionId, until: revision - 1 });
    const upload = await uploadOf(ctx, interactionId, revision);
    if (upload?.sha256 === sha256 && upload.chunks.some((one) => one.index === index)) return stale;
    const id = await ctx.db.insert("snapshotChunks", { interactionId, revision, index, data });
    if (upload?.sha256 === sha256) {
      await ctx.db.patch(upload._id, { chunks: [...upload.chunks, { index, id }] });
      return applied;
    }
    if (upload !== null) await dropUpload(ctx, upload);
    await ctx.db.insert("snapshotUploads", { interactionId, revision, sha256, count, chunks: [{ index, id }] });
    return applied;
  },
);

/** Applied if its history contains that of the stored one; nothing is written where neither contains the other's, unless forced.
 * Chunks that are not needed any more, its own or older ones, go. */
export const saveStateSnapshot = write(
  {
    interactionId: v.string(),
    revision: v.number(),
    lineage: lineageValidator,
    snapshot: v.optional(v.string()),
    chunks: v.optional(v.number()),
    sha256: v.string(),
    schemaVersion: v.number(),
    at: v.number(),
    reason: v.string(),
    views: v.object(views),
    force: v.optional(v.boolean()),
  },
  async (ctx, sent) => {
    const stored = await snapshotOf(ctx, sent.interactionId);
    const answer = problemWith(sent) ?? (stored === null || sent.force ? null : verdict(sent, stored));
    const upload = await uploadOf(ctx, sent.interactionId, sent.revision);
    const own = upload?.sha256 === sent.sha256 ? upload : null;
    if (answer !== null) {
      if (own !== null) await dropUpload(ctx, own);
      return answer;
    }
    const arrived = own?.chunks ?? [];
    if (sent.snapshot === undefined && arrived.length !== sent.chunks) {
      return refused(`${arrived.length} of ${sent.chunks ?? 0} chunks have arrived`);
    }
    await switchTo(ctx, sent, stored, own);
    await dropUploads(ctx, { interactionId: sent.interactionId, until: sent.revision });
    return applied;
  },
);

function problemWith(sent: Sent): Result | null {
  const tooLong = [sent.snapshot ?? "", ...Object.values(sent.views)].some((text) => bytesOf(text) > CHUNK_BYTES);
  return tooLong ? refused(`a snapshot sent whole, and each view, has at most ${CHUNK_BYTES} bytes`) : null;
}

/** Null: to be written. The lineage decides before the revision does. */
function verdict(sent: Sent, stored: Doc<"snapshots">): Result | null {
  switch (relation(sent.lineage, stored.lineage)) {
    case "conflict":
      return conflicting(stored);
    case "older":
    case "same":
      return stale;
    case "newer":
      return null;
  }
}

async function switchTo(ctx: MutationCtx, sent: Sent, stored: Doc<"snapshots"> | null, upload: Doc<"snapshotUploads"> | null) {
  const { interactionId, revision, lineage, sha256, schemaVersion, at, reason } = sent;
  const chunkIds = await chunksOf(ctx, sent, upload);
  const viewIds = await writeViews(ctx, sent, stored);
  const head = { externalId: interactionId, interactionId, revision, lineage, sha256, schemaVersion, at, reason };
  if (stored === null) {
    await ctx.db.insert("snapshots", { ...head, chunkIds, viewIds });
  } else {
    if (sent.force) await putAside(ctx, stored, at);
    else for (const id of stored.chunkIds) await ctx.db.delete(id);
    await ctx.db.replace(stored._id, { ...head, chunkIds, viewIds });
  }
  await pointTo(ctx, sent);
}

async function chunksOf(ctx: MutationCtx, sent: Sent, upload: Doc<"snapshotUploads"> | null): Promise<Id<"snapshotChunks">[]> {
  const { interactionId, revision, snapshot } = sent;
  if (snapshot !== undefined) {
    return [await ctx.db.insert("snapshotChunks", { interactionId, revision, index: 0, data: snapshot })];
  }
  await ctx.db.delete(upload!._id);
  return upload!.chunks.sort((a, b) => a.index - b.index).map((one) => one.id);
}

async function writeViews(ctx: MutationCtx, sent: Sent, stored: Doc<"snapshots"> | null) {
  const { interactionId, revision, at } = sent;
  const one = async (stream: "dm" | "party" | "table") => {
    const document = { interactionId, stream, revision, at, view: sent.views[stream] };
    if (stored === null) return await ctx.db.insert("interactionViews", document);
    await ctx.db.replace(stored.viewIds[stream], document);
    return stored.viewIds[stream];
  };
  return { dm: await one("dm"), party: await one("party"), table: await one("table") };
}

/** The snapshot that a person decided against, kept with its text. */
async function putAside(ctx: MutationCtx, stored: Doc<"snapshots">, keptAt: number): Promise<void> {
  const { _id, _creationTime, viewIds, externalId, ...head } = stored;
  await ctx.db.insert("snapshotCopies", {
    ...head,
    externalId: `${externalId}:${stored.sha256.slice(0, 12)}`,
    keptAt,
  });
}

/** The interaction says which snapshot it has; after a forced one, whatever comes next from the side that was kept is let in. */
async function pointTo(ctx: MutationCtx, sent: Sent): Promise<void> {
  const interaction = await interactionBy(ctx, sent.interactionId);
  if (interaction === null) return;
  const pointer = { lastStateSnapshot: sent.revision, snapshotTimestamp: sent.at };
  await ctx.db.patch(interaction._id, sent.force ? { ...pointer, ...UNGUARDED, lineage: sent.lineage, revision: 0 } : pointer);
}

function bytesOf(text: string): number {
  return text.length > CHUNK_BYTES ? text.length : new TextEncoder().encode(text).length;
}
