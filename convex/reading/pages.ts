/** Pages that stay within what a query may read, whatever is asked for. */
import type { PaginationOptions } from "convex/server";

const BYTES = 4 << 20;

/** At most `items`, and at most 4 MiB and a document. */
export function bounded(asked: PaginationOptions, items = 200): PaginationOptions {
  const numItems = Math.max(1, Math.min(Math.floor(asked.numItems) || 1, items));
  return { ...asked, numItems, maximumRowsRead: items, maximumBytesRead: BYTES };
}
