/** Records of what happened: inserted, or replaced by a newer revision of themselves; void where their journal was cut back. */
import type { WithoutSystemFields } from "convex/server";

import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { problemWithDocument } from "../checking";
import { applied, refused, type Result, stale, write } from "../results";
import * as records from "../tables/records";

export type RecordTable = "turnRecords" | "playerActions" | "liveInteractionLogs" | "rewardGrants" | "chatMessages";
export const RECORD_TABLES: RecordTable[] = [
  "turnRecords",
  "playerActions",
  "liveInteractionLogs",
  "rewardGrants",
  "chatMessages",
];

type Derived = "at" | "forDms" | "forPlayers" | "forSpectators" | "owner";
type Sent<Table extends RecordTable> = Omit<WithoutSystemFields<Doc<Table>>, Derived>;
type Row = { externalId: string; revision: number; interactionId: string; journalId: string; seq: number; audience: string };
type Finding = { at: number; owner?: string; hidden?: boolean; told?: { party: boolean; table: boolean } };

export const NOWHERE = { forDms: false, forPlayers: false, forSpectators: false };

/** Who finds it: by its audience, and for whom it has words at all. Nobody finds what is void or hidden. */
function places(audience: string, { hidden, told, owner, at }: Finding, voided: boolean) {
  if (hidden || voided) return { at, ...NOWHERE };
  const party = audience === "all" || audience === "party";
  return {
    at,
    owner,
    forDms: audience !== "own",
    forPlayers: party && (told?.party ?? true),
    forSpectators: audience === "all" && (told?.table ?? true),
  };
}

async function isCut(ctx: MutationCtx, document: Row): Promise<boolean> {
  const cut = await ctx.db
    .query("cuts")
    .withIndex("by_journal", (q) =>
      q.eq("interactionId", document.interactionId).eq("journalId", document.journalId),
    )
    .unique();
  return cut !== null && document.seq > cut.afterSeq;
}

async function keep<Table extends RecordTable>(
  ctx: MutationCtx,
  table: Table,
  document: Sent<Table> & Row,
  finding: Finding,
): Promise<Result> {
  const problem = problemWithDocument(document);
  if (problem !== null) return refused(problem);
  const stored = await ctx.db
    .query(table as RecordTable)
    .withIndex("by_externalId", (q) => q.eq("externalId", document.externalId))
    .unique();
  if (stored !== null && stored.revision >= document.revision) return stale;
  const voided = await isCut(ctx, document);
  const whole = {
    ...document,
    ...places(document.audience, finding, voided),
    ...(voided ? { voided } : {}),
  } as unknown as WithoutSystemFields<Doc<Table>>;
  if (stored === null) await ctx.db.insert(table, whole);
  else await ctx.db.replace(stored._id as Id<Table>, whole as never);
  return applied;
}

export const recordTurn = write(records.turnRecord, (ctx, turn) =>
  keep(ctx, "turnRecords", turn, { at: turn.startTime, owner: turn.userId }),
);

export const recordAction = write(records.playerAction, (ctx, action) =>
  keep(ctx, "playerActions", action, { at: action.submittedAt, owner: action.userId }),
);

/** Found by players and spectators only in the words that the node has made for them. */
export const logInteractionEvent = write(records.interactionLog, (ctx, log) =>
  keep(ctx, "liveInteractionLogs", log, {
    at: log.timestamp,
    owner: log.ownData === undefined ? undefined : log.userId,
    told: { party: log.partyData !== undefined, table: log.tableData !== undefined },
  }),
);

export const recordReward = write(records.rewardGrant, (ctx, grant) =>
  keep(ctx, "rewardGrants", grant, { at: grant.grantedAt }),
);

export const recordChat = write(records.chatMessage, async (ctx, message) => {
  const result = await keep(ctx, "chatMessages", message, { at: message.timestamp, hidden: message.hidden });
  if (result.status === "applied") await lend(ctx, message);
  return result;
});

/** Those who hear a message on their own find it by their own id. */
async function lend(ctx: MutationCtx, message: Sent<"chatMessages">): Promise<void> {
  const heard = await ctx.db
    .query("chatHearers")
    .withIndex("by_message", (q) => q.eq("messageId", message.externalId))
    .take(1);
  if (heard.length > 0) return;
  for (const userId of new Set(message.heardBy ?? [])) {
    const { interactionId, externalId: messageId, timestamp: at } = message;
    await ctx.db.insert("chatHearers", { interactionId, userId, at, messageId });
  }
}
