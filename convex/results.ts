/** What a write answers: it changed something, it was known already, it contradicts what is stored, or it cannot be taken. */
import type { ObjectType, PropertyValidators } from "convex/values";
import { v } from "convex/values";

import type { MutationCtx } from "./_generated/server";
import type { Lineage } from "./lineage";
import { lineageValidator } from "./tables/shared";

export const resultValidator = v.object({
  status: v.union(v.literal("applied"), v.literal("stale"), v.literal("conflict"), v.literal("refused")),
  message: v.optional(v.string()),
  stored: v.optional(v.object({ lineage: lineageValidator, revision: v.number() })),
  more: v.optional(v.boolean()),
});

export type Result = {
  status: "applied" | "stale" | "conflict" | "refused";
  message?: string;
  stored?: { lineage: Lineage; revision: number };
  more?: boolean;
};

export const applied: Result = { status: "applied" };
export const stale: Result = { status: "stale" };

export function refused(message: string): Result {
  return { status: "refused", message };
}

/** Two histories of an interaction, neither of which knows the other. */
export function conflicting({ lineage, revision }: { lineage: Lineage; revision: number }): Result {
  const message = "It was played here and elsewhere: resolve_snapshot shows both evenings, and lets a person choose.";
  return { status: "conflict", message, stored: { lineage, revision } };
}

/** A write as its own mutation has it and as a batch runs it. */
export type Write<Args extends PropertyValidators> = {
  args: Args;
  returns: typeof resultValidator;
  handler: (ctx: MutationCtx, args: ObjectType<Args>) => Promise<Result>;
};

export function write<Args extends PropertyValidators>(
  args: Args,
  handler: (ctx: MutationCtx, args: ObjectType<Args>) => Promise<Result>,
): Write<Args> {
  return { args, returns: resultValidator, handler };
}
