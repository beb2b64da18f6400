/** A fight under way in mira's campaign, shipped whole; and every public question about it, to be asked as anybody. */
import type { PaginationOptions } from "convex/server";

import { api } from "../../convex/_generated/api";
import { type Deployment, done, populated } from "./deployment";
import { action, interaction, log, message, reward, snapshot, turn } from "./documents";

const summary = (participantCount: number) => ({ participantCount, currentTurn: "Aria" });

/** Everything of `documents`, for all three kinds of viewer. */
export async function fighting(changes: object = {}): Promise<Deployment> {
  const t = await populated();
  const shown = { dm: summary(4), party: summary(3), table: summary(2) };
  await done(t, [
    { op: "upsertInteraction", args: interaction({ shown, ...changes }) },
    { op: "saveStateSnapshot", args: snapshot() },
    { op: "recordTurn", args: turn() },
    { op: "recordAction", args: action() },
    { op: "logInteractionEvent", args: log() },
    { op: "recordReward", args: reward() },
    { op: "recordChat", args: message() },
  ]);
  return t;
}

export const ALL_AT_ONCE: PaginationOptions = { numItems: 100, cursor: null };
type Browser = Pick<Deployment, "query">;
const about = { interactionId: "fight" };
const paged = { ...about, paginationOpts: ALL_AT_ONCE };

/** Every public query, by name, as it is asked about the fight. */
export const QUESTIONS: Record<string, (who: Browser) => Promise<any>> = {
  getLiveInteractionStatus: (who) => who.query(api.liveSystem.getLiveInteractionStatus, about),
  getInteractionLiveState: (who) => who.query(api.liveSystemHelpers.getInteractionLiveState, about),
  loadStateSnapshot: (who) => who.query(api.liveSystem.loadStateSnapshot, about),
  getActiveInteraction: (who) => who.query(api.liveSystem.getActiveInteraction, { campaignId: "cave" }),
  getAllLiveInteractions: (who) => who.query(api.liveSystem.getAllLiveInteractions, {}),
  getInteractionLogs: (who) => who.query(api.liveSystem.getInteractionLogs, paged),
  getTurnRecords: (who) => who.query(api.liveSystem.getTurnRecords, paged),
  getPlayerActions: (who) => who.query(api.liveSystem.getPlayerActions, paged),
  getRewards: (who) => who.query(api.liveSystem.getRewards, paged),
  getChatMessages: (who) => who.query(api.liveSystem.getChatMessages, paged),
  "getInteractionLogs, mine": (who) => who.query(api.liveSystem.getInteractionLogs, { ...paged, mine: true }),
  "getTurnRecords, mine": (who) => who.query(api.liveSystem.getTurnRecords, { ...paged, mine: true }),
  "getPlayerActions, mine": (who) => who.query(api.liveSystem.getPlayerActions, { ...paged, mine: true }),
  "getChatMessages, mine": (who) => who.query(api.liveSystem.getChatMessages, { ...paged, mine: true }),
};

/** What a question answers, or the code of the refusal. */
export async function answerTo(question: string, who: Browser): Promise<any> {
  try {
    return await QUESTIONS[question]!(who);
  } catch (error: any) {
    return error.data?.code ?? `threw ${error.message}`;
  }
}
