/** `activeInteractionId` of a campaign: read from its interactions, whatever came first. */
import type { Doc } from "../_generated/dataModel";
import type { QueryCtx, MutationCtx } from "../_generated/server";

const ENOUGH = 5; // there should be one at most; more are told apart by how new their status is

/** The interaction of a campaign that is live or paused, or null. */
export async function activeIn(ctx: QueryCtx, campaignId: string): Promise<Doc<"interactions"> | null> {
  const found: Doc<"interactions">[] = [];
  for (const liveStatus of ["live", "paused"] as const) {
    const some = await ctx.db
      .query("interactions")
      .withIndex("by_campaign", (q) => q.eq("campaignId", campaignId).eq("liveStatus", liveStatus))
      .take(ENOUGH);
    found.push(...some.filter((one) => !one.deleted));
  }
  found.sort((a, b) => (b.statusAt ?? 0) - (a.statusAt ?? 0));
  return found[0] ?? null;
}

/** Call it after an interaction's live status has changed. A campaign that is not here yet reads it when it comes. */
export async function refreshActive(ctx: MutationCtx, campaignId: string): Promise<void> {
  const campaign = await ctx.db
    .query("campaigns")
    .withIndex("by_externalId", (q) => q.eq("externalId", campaignId))
    .unique();
  if (campaign === null) return;
  const activeInteractionId = (await activeIn(ctx, campaignId))?.externalId;
  if (campaign.activeInteractionId !== activeInteractionId) await ctx.db.patch(campaign._id, { activeInteractionId });
}
