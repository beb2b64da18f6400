/** The few functions of Convex itself that `npx convex data` calls with the admin key, and by which tests read tables back. */

import { internalQueryGeneric, paginationOptsValidator } from "convex/server";
import { v } from "convex/values";
import { type Database } from "./database.ts";
import { type Module } from "./functions.ts";

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
      return await reader
        .query(table as never)
        .order(order)
        .paginate(paginationOpts);
    },
  });
  return new Map([
    ["_system/cli/tables", { default: tables }],
    ["_system/cli/tableData", { default: tableData }],
  ]);
}
