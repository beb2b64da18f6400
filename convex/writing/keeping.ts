/** The record of an interaction, in a document of its own that is written only when it has changed. */
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";

type Kept = { recordId?: Id<"interactionRecords">; recordSum?: string };

/** Answers where the record is now. */
export async function keepRecord(
  ctx: MutationCtx,
  interactionId: string,
  record: string | undefined,
  stored: Kept | null,
): Promise<Kept> {
  const { recordId, recordSum } = stored ?? {};
  if (record === undefined) {
    if (recordId !== undefined) await ctx.db.delete(recordId);
    return {};
  }
  const sum = await sha256(record);
  if (recordId !== undefined && recordSum === sum) return { recordId, recordSum };
  if (recordId !== undefined) await ctx.db.replace(recordId, { interactionId, record });
  return { recordId: recordId ?? (await ctx.db.insert("interactionRecords", { interactionId, record })), recordSum: sum };
}

/** The document as the node has sent it. */
export async function withRecord(ctx: QueryCtx, interaction: Doc<"interactions">) {
  const { recordId, recordSum: _, ...rest } = interaction;
  const kept = recordId === undefined ? null : await ctx.db.get(recordId);
  return kept === null ? rest : { ...rest, record: kept.record };
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
