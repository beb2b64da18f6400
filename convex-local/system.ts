/** The few functions of Convex itself that `npx convex data` calls with the admin key, and by which tests read tables back. */

import { internalQueryGeneric, paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { type Database } from "./database.ts";
import { type Module } from "./functions.ts";

/** So that a page of large documents stays within what one function may read. */
const ROWS_A_PAGE = 8192;
const BYTES_A_PAGE = 4 << 20;

export function systemModules(database: Database): Map<string, Module> {
  const tables = internalQueryGeneric({
    args: { paginationOpts: paginationOptsValidator },
    handler: () => {
      const named = [...database.tables.keys()].filter((name) => !name.startsWith("_")).sort();
      return { page: named.map((name) => ({ name })), isDone: true, continueCursor: "" };
    },
  });
  const tableData = internalQueryGeneric({
    args: {
      table: v.string(),
      order: v.union(v.literal("asc"), v.literal("desc")),
      paginationOpts: paginationOptsValidator,
    },
    handler: async ({ db }, { table, order, paginationOpts }) => {
      const reader = table.startsWith("_") ? db.system : db;
      const bounded = { ...paginationOpts, maximumRowsRead: ROWS_A_PAGE, maximumBytesRead: BYTES_A_PAGE };
      return await reader
        .query(table as never)
        .order(order)
        .paginate(bounded);
    },
  });
  return new Map([
    ["_system/cli/tables", { default: tables }],
    ["_system/cli/tableData", { default: tableData }],
  ]);
}
