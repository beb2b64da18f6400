/** Records as a viewer may read them: found by an index made for her role, so that what she does not see is not even counted. */
import type { PaginationOptions, PaginationResult } from "convex/server";

import type { Doc } from "../_generated/dataModel";
import type { QueryCtx } from "../_generated/server";
import type { Stream, Viewer } from "../access";
import type { RecordTable } from "../writing/records";
import { bounded } from "./pages";

export type Asked = {
  interactionId: string;
  paginationOpts: PaginationOptions;
  order?: "asc" | "desc";
  mine?: boolean;
};

/** `mine`: what is hers alone to read, too, and only what is hers. */
export async function pageFor<Table extends RecordTable>(
  ctx: QueryCtx,
  table: Table,
  viewer: Viewer,
  asked: Asked,
): Promise<PaginationResult<Doc<Table>>> {
  const found = asked.mine ? owned(ctx, table, viewer, asked) : heard(ctx, table, viewer.stream, asked);
  const page = await found.order(asked.order ?? "asc").paginate(bounded(asked.paginationOpts));
  return page as PaginationResult<any>;
}

function owned(ctx: QueryCtx, table: RecordTable, { userId }: Viewer, { interactionId }: Asked) {
  return ctx.db
    .query(table)
    .withIndex("by_owner", (q) => q.eq("interactionId", interactionId).eq("owner", userId));
}

function heard(ctx: QueryCtx, table: RecordTable, stream: Stream, { interactionId }: Asked) {
  const records = ctx.db.query(table);
  switch (stream) {
    case "dm":
      return records.withIndex("for_dms", (q) => q.eq("interactionId", interactionId).eq("forDms", true));
    case "party":
      return records.withIndex("for_players", (q) => q.eq("interactionId", interactionId).eq("forPlayers", true));
    case "table":
      return records.withIndex("for_spectators", (q) => q.eq("interactionId", interactionId).eq("forSpectators", true));
  }
}
