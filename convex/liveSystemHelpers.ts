/** Around live play: many writes in one call, and the beginning and end of it as a web application asks for them. */
import { v } from "convex/values";

import { internalMutation, query } from "./_generated/server";
import { perform } from "./operations";
import * as reading from "./reading/public";
import { finalize, initialize } from "./writing/lifecycle";
import { type Result, resultValidator } from "./results";

/** In the order given, each wholly or not at all; an answer for each. What throws takes the whole batch back. */
export const batchStateOperations = internalMutation({
  args: { operations: v.array(v.object({ op: v.string(), args: v.any() })) },
  returns: v.object({ results: v.array(resultValidator) }),
  handler: async (ctx, { operations }) => {
    const results: Result[] = [];
    for (const { op, args } of operations) results.push(await perform(ctx, op, args));
    return { results };
  },
});

export const getInteractionLiveState = query(reading.getInteractionLiveState);
export const initializeForLivePlay = internalMutation(initialize);
export const finalizeLiveInteraction = internalMutation(finalize);
