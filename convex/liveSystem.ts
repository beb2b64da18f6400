/** Live play: what the node writes of it (all internal), and what people may read of it (as their role sees it). */
import { v } from "convex/values";

import { internalMutation, query } from "./_generated/server";
import * as reading from "./reading/public";
import { cleanup } from "./writing/lifecycle";
import { cutBack as cut, voidAll, voidingArgs } from "./writing/cuts";
import { reportError as report } from "./writing/errors";
import * as interactions from "./writing/interactions";
import * as records from "./writing/records";
import * as snapshots from "./writing/snapshots";
import { dropOldest, droppingArgs } from "./writing/uploads";

export const saveStateSnapshot = internalMutation(snapshots.saveStateSnapshot);
export const saveSnapshotChunk = internalMutation(snapshots.saveSnapshotChunk);
export const upsertInteraction = internalMutation(interactions.upsertInteraction);
export const updateLiveRoomStatus = internalMutation(interactions.updateLiveRoomStatus);
export const updateConnectedParticipants = internalMutation(interactions.updateConnectedParticipants);
export const setCurrentTurnTimeout = internalMutation(interactions.setCurrentTurnTimeout);
export const updateTurnSettings = internalMutation(interactions.updateTurnSettings);
export const recordTurn = internalMutation(records.recordTurn);
export const recordAction = internalMutation(records.recordAction);
export const logInteractionEvent = internalMutation(records.logInteractionEvent);
export const recordReward = internalMutation(records.recordReward);
export const recordChat = internalMutation(records.recordChat);
export const reportError = internalMutation(report);
export const cutBack = internalMutation(cut);

export const loadStateSnapshot = query(reading.loadStateSnapshot);
export const getLiveInteractionStatus = query(reading.getLiveInteractionStatus);
export const getAllLiveInteractions = query(reading.getAllLiveInteractions);
export const getActiveInteraction = query(reading.getActiveInteraction);
export const getInteractionLogs = query(reading.getInteractionLogs);
export const getTurnRecords = query(reading.getTurnRecords);
export const getPlayerActions = query(reading.getPlayerActions);
export const getRewards = query(reading.getRewards);
export const getChatMessages = query(reading.getChatMessages);

export const cleanupInactiveRoom = internalMutation(cleanup);

/** Goes on where `cutBack` has stopped; scheduled by it. */
export const voidBeyond = internalMutation({
  args: voidingArgs,
  returns: v.null(),
  handler: async (ctx, cut) => {
    await voidAll(ctx, cut);
    return null;
  },
});

/** Takes away what a newer snapshot has made useless; scheduled by it. */
export const dropUploadsUntil = internalMutation({
  args: droppingArgs,
  returns: v.null(),
  handler: async (ctx, dropping) => {
    await dropOldest(ctx, dropping);
    return null;
  },
});
