/** The beginning and the end of live play as a web application asks for them; a node says the same with an interaction's document. */
import { v } from "convex/values";

import { nothing, refusal } from "../access";
import type { Doc } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { applied, type Result, stale, write } from "../results";
import { outcomeValidator } from "../tables/shared";
import { activeIn } from "./active";
import type { Group, Stored } from "./groups";
import { change, interactionBy } from "./interactions";

const about = { interactionId: v.string(), at: v.number() };

async function existing(ctx: MutationCtx, interactionId: string): Promise<Doc<"interactions">> {
  const interaction = await interactionBy(ctx, interactionId);
  if (interaction === null || interaction.deleted) throw nothing();
  return interaction;
}

/** Several groups at once; stale only where nothing of it was newer. */
async function changeAll(
  ctx: MutationCtx,
  interactionId: string,
  at: number,
  changes: Partial<Record<Group, Partial<Stored>>>,
): Promise<Result> {
  const results: Result[] = [];
  for (const [group, fields] of Object.entries(changes)) {
    results.push(await change(ctx, interactionId, group as Group, { at }, fields));
  }
  return results.every((one) => one.status === "stale") ? stale : applied;
}

/** Goes live. Raises `not_found`, `already_ended`, or `conflict` where another interaction of the campaign is live. */
export const initialize = write(
  {
    ...about,
    liveRoomId: v.optional(v.string()),
    connectedParticipants: v.optional(v.array(v.string())),
    turnTimeLimit: v.optional(v.number()),
    chatEnabled: v.optional(v.boolean()),
    allowPrivateChat: v.optional(v.boolean()),
  },
  async (ctx, { interactionId, at, liveRoomId = interactionId, connectedParticipants = [], ...settings }) => {
    const interaction = await existing(ctx, interactionId);
    if (interaction.liveStatus === "completed") throw refusal("already_ended", "The interaction has ended; that is final.");
    const active = await activeIn(ctx, interaction.campaignId);
    if (active !== null && active.externalId !== interactionId) {
      throw refusal("conflict", "Another interaction of this campaign is live.");
    }
    const given = Object.entries(settings).filter(([, value]) => value !== undefined);
    return await changeAll(ctx, interactionId, at, {
      status: { liveStatus: "live", status: interaction.phase, liveRoomId, lastActivity: at },
      presence: { connectedParticipants },
      ...(given.length ? { settings: Object.fromEntries(given) } : {}),
    });
  },
);

/** Ends, for good. Asked again it is stale; another outcome raises `already_ended`. Raises `not_found`. */
export const finalize = write({ ...about, outcome: outcomeValidator }, async (ctx, { interactionId, at, outcome }) => {
  const interaction = await existing(ctx, interactionId);
  if (interaction.liveStatus === "completed") {
    if (interaction.outcome === outcome) return stale;
    throw refusal("already_ended", `The interaction has ended already, ${interaction.outcome}.`);
  }
  const phase = outcome === "completed" ? "COMPLETED" : "CANCELLED";
  const ended = await change(ctx, interactionId, "status", { at }, {
    ...{ liveStatus: "completed", status: phase, phase, outcome, liveRoomId: undefined, lastActivity: at },
  } as Partial<Stored>);
  if (ended.status === "applied") await changeAll(ctx, interactionId, at, deserted);
  return ended;
});

const deserted = {
  presence: { connectedParticipants: [] },
  timeout: { currentTurnTimeout: undefined, timeoutAudience: undefined },
};

/** The room has left memory: nobody is in it and no clock runs; the interaction stays live or paused. Raises `still_active`. */
export const cleanup = write(
  { ...about, inactiveBefore: v.number() },
  async (ctx, { interactionId, at, inactiveBefore }) => {
    const interaction = await existing(ctx, interactionId);
    if ((interaction.lastActivity ?? 0) >= inactiveBefore) {
      throw refusal("still_active", "There was activity since, so the room stays.");
    }
    const { liveStatus, status, phase } = interaction;
    return await changeAll(ctx, interactionId, at, {
      ...deserted,
      status: { liveStatus, status, phase, liveRoomId: undefined },
    });
  },
);
