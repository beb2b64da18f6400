/** Pages: reading on from a cursor, which is the key of the last document read. */

import { convexToJson, jsonToConvex, type JSONValue } from "convex/values";
import { type Database, type Stored } from "./database.ts";
import { type Usage } from "./limits.ts";
import { type Key } from "./ordered.ts";
import { Walk, type Query } from "./queries.ts";

/** What `paginate` asks for. */
export interface PageRequest {
  query: Query;
  cursor: string | null;
  endCursor: string | null;
  pageSize: number;
  maximumRowsRead: number | null;
  maximumBytesRead?: number | null;
}
export interface Page {
  page: Stored[];
  isDone: boolean;
  continueCursor: string;
}
/** The cursor behind the last document. */
const THE_END = "_end_cursor";

/** One page: from the cursor on, until it is full or the range, or the end cursor, is reached. */
export function pageOf(database: Database, request: PageRequest, usage: Usage): Page {
  if (request.cursor === THE_END) return { page: [], isDone: true, continueCursor: THE_END };
  const walk = new Walk(database, request.query, usage, request.cursor === null ? null : keyFrom(request.cursor));
  const end = request.endCursor === null || request.endCursor === THE_END ? null : keyFrom(request.endCursor);
  const page: Stored[] = [];
  let [rows, bytes] = [0, 0];
  while (request.endCursor !== null || page.length < request.pageSize) {
    const enough = rows >= (request.maximumRowsRead ?? Infinity) || bytes >= (request.maximumBytesRead ?? Infinity);
    if (enough || walk.exhausted) break;
    const stored = walk.read()!;
    rows += 1;
    bytes += stored.size;
    const beyond = end === null ? -1 : walk.compareLast(end);
    if (beyond <= 0 && walk.passes(stored.document)) page.push(stored);
    if (beyond >= 0) return { page, isDone: false, continueCursor: request.endCursor! };
  }
  const isDone = walk.exhausted;
  return { page, isDone, continueCursor: isDone || walk.lastKey === null ? THE_END : cursorAt(walk.lastKey) };
}

function cursorAt(key: Key): string {
  return JSON.stringify(key.map((value) => (value === undefined ? null : [convexToJson(value)])));
}

function keyFrom(cursor: string): Key {
  return (JSON.parse(cursor) as ([JSONValue] | null)[]).map((held) =>
    held === null ? undefined : jsonToConvex(held[0]),
  );
}
