/** What the node may ask for in a batch, by name. Each is a mutation of its own in `liveSystem` or `content`, too. */
import type { PropertyValidators } from "convex/values";

import type { MutationCtx } from "./_generated/server";
import { problemWithFields } from "./checking";
import { refused, type Result, type Write } from "./results";
import { put, remove } from "./writing/content";
import { cutBack } from "./writing/cuts";
import { reportError } from "./writing/errors";
import {
  setCurrentTurnTimeout,
  updateConnectedParticipants,
  updateLiveRoomStatus,
  updateTurnSettings,
  upsertInteraction,
} from "./writing/interactions";
import { logInteractionEvent, recordAction, recordChat, recordReward, recordTurn } from "./writing/records";
import { saveSnapshotChunk, saveStateSnapshot } from "./writing/snapshots";

export const OPERATIONS: Record<string, Write<any>> = {
  saveStateSnapshot,
  saveSnapshotChunk,
  upsertInteraction,
  updateLiveRoomStatus,
  updateConnectedParticipants,
  setCurrentTurnTimeout,
  updateTurnSettings,
  recordTurn,
  recordAction,
  logInteractionEvent,
  recordReward,
  recordChat,
  reportError,
  cutBack,
  putContent: put,
  removeContent: remove,
};

/** Does it, or says why it cannot be taken, before anything of it is written. */
export async function perform(ctx: MutationCtx, op: string, args: unknown): Promise<Result> {
  const operation = Object.hasOwn(OPERATIONS, op) ? OPERATIONS[op] : undefined;
  if (operation === undefined) return refused(`there is no operation ${op}`);
  const problem = problemWithFields(operation.args as PropertyValidators, args, op);
  return problem === null ? await operation.handler(ctx, args as object) : refused(problem);
}
