/** What functions ask of Convex while they run: the database, other functions, the scheduler, who is calling. */

import { convexToJson, jsonToConvex, type JSONValue, type Value } from "convex/values";
import { tableOf, type Stored } from "./database.ts";
import { type Kind } from "./functions.ts";
import { JOBS, type Job } from "./jobs.ts";
import { pageOf, type PageRequest } from "./pages.ts";
import { Walk, type Query } from "./queries.ts";
import { current, type Running, type Syscalls, type Transaction } from "./running.ts";
import { dataOf, type Runtime } from "./runtime.ts";
import { argumentsOf, orUndefined } from "./values.ts";

type Answer = string | Promise<string>;
type Ask = Record<string, JSONValue>;
type Table = Record<string, (ask: Ask, running: Running) => Answer>;

export function syscallsFor(runtime: Runtime): Syscalls {
  const immediate = streams(runtime);
  const delayed = { ...reads(runtime), ...writes(runtime), ...scheduling(runtime), ...others(runtime), ...identity() };
  return {
    now: (op, args) => answer(immediate, op, args, current()) as string,
    async later(op, args) {
      const running = current();
      const { transaction } = running;
      if (transaction?.over) throw new Error("This function's transaction is over; was something not awaited?");
      transaction?.stopwatch.stop();
      transaction?.stopwatch.check();
      try {
        return await answer(delayed, op, args, running);
      } finally {
        transaction?.stopwatch.start();
      }
    },
  };
}

function answer(table: Table, op: string, args: string, running: Running): Answer {
  const known = Object.hasOwn(table, op) ? table[op] : null;
  if (!known) throw new Error(`The local stand-in does not know the system call "${op}".`);
  return known(JSON.parse(args) as Ask, running);
}

function inside(running: Running): Transaction {
  if (!running.transaction) throw new Error("Actions have no database; call a query or a mutation.");
  return running.transaction;
}

function onlyPage(transaction: Transaction): Transaction {
  if (transaction.paginated) {
    const rule = "Convex only supports a single paginated query in each function.";
    throw new Error(`This query or mutation function ran multiple paginated queries. ${rule}`);
  }
  transaction.paginated = true;
  return transaction;
}

/** Queries that give one document after the other. */
function streams({ database }: Runtime): Table {
  let begun = 0;
  return {
    "1.0/queryStream": (ask, running) => {
      const query = ask.query as unknown as Query;
      const { usage, tables } = inside(running);
      tables.add(tableRead(query));
      begun += 1;
      running.walks.set(begun, new Walk(database, query, usage));
      return JSON.stringify({ queryId: begun });
    },
    "1.0/queryCleanup": (ask, running) => {
      running.walks.delete(ask.queryId as number);
      return "{}";
    },
    "1.0/db/normalizeId": (ask) =>
      JSON.stringify({ id: tableOf(ask.idString as string) === ask.table ? ask.idString : null }),
  };
}

function tableRead({ source }: Query): string {
  return source.type === "FullTableScan" ? source.tableName : source.indexName.split(".")[0];
}

function reads({ database }: Runtime): Table {
  return {
    "1.0/get": (ask, running) => {
      const id = ask.id as string;
      const { usage, tables } = inside(running);
      const named = tableOf(id);
      if (named === null || (ask.table !== undefined && ask.table !== named)) {
        throw new Error(
          `Invalid argument \`id\` for \`db.get\`: ${id} is no ID of ${String(ask.table ?? "any table")}`,
        );
      }
      tables.add(named);
      usage.range();
      const stored = database.get(id);
      if (stored) usage.read(stored.size);
      return stored?.json ?? "null";
    },
    "1.0/queryStreamNext": (ask, running) => {
      const walk = running.walks.get(ask.queryId as number);
      if (!walk) throw new Error("This query is closed.");
      const stored = walk.next();
      return stored ? `{"value":${stored.json},"done":false}` : '{"value":null,"done":true}';
    },
    "1.0/queryPage": (ask, running) => {
      const request = ask as unknown as PageRequest;
      const { usage, tables } = onlyPage(inside(running));
      tables.add(tableRead(request.query));
      const { page, isDone, continueCursor } = pageOf(database, request, usage);
      const rest = JSON.stringify({ isDone, continueCursor, splitCursor: null, pageStatus: null });
      return `{"page":[${page.map(({ json }) => json).join(",")}],${rest.slice(1)}`;
    },
    "1.0/count": (ask, running) => {
      inside(running).tables.add(ask.table as string);
      return String(database.table(ask.table as string).size);
    },
  };
}

function writes({ database }: Runtime): Table {
  const written = (running: Running, stored: Stored) => {
    inside(running).usage.wrote(stored.size);
    return JSON.stringify({ _id: stored.document._id });
  };
  return {
    "1.0/insert": (ask, running) => {
      const fields = jsonToConvex(ask.value) as Record<string, Value>;
      return written(running, database.insert(ask.table as string, fields, inside(running).now));
    },
    "1.0/shallowMerge": (ask, running) => {
      const before = database.expect(ask.id as string, ask.table as string | undefined, "patch");
      const patch = Object.entries(ask.value as Ask).map(([name, value]) => [name, orUndefined(value)] as const);
      const merged = Object.entries({ ...before.document, ...Object.fromEntries(patch) });
      const fields = Object.fromEntries(merged.filter(([, value]) => value !== undefined)) as Record<string, Value>;
      return written(running, database.replace(before, fields));
    },
    "1.0/replace": (ask, running) => {
      const before = database.expect(ask.id as string, ask.table as string | undefined, "replace");
      return written(running, database.replace(before, jsonToConvex(ask.value) as Record<string, Value>));
    },
    "1.0/remove": (ask, running) => {
      const before = database.expect(ask.id as string, ask.table as string | undefined, "delete");
      database.remove(before);
      inside(running).usage.wrote(0);
      return "{}";
    },
  };
}

/** Functions that functions call; those of actions are transactions of their own. */
function others(runtime: Runtime): Table {
  const fromAction = (kind: Kind) => async (ask: Ask, running: Running) => {
    const called = runtime.expect(kind, nameOf(ask));
    const run = kind === "action" ? runtime.act.bind(runtime) : runtime.transact.bind(runtime);
    return JSON.stringify(await carried(run(called, argumentsOf(ask.args), running.identity)));
  };
  return {
    "1.0/runUdf": async (ask, running) => {
      if (ask.udfType === "snapshotQuery")
        throw new Error("The local stand-in has no stale snapshots (useStaleSnapshot).");
      const called = runtime.expect(ask.udfType as Kind, nameOf(ask));
      return JSON.stringify(await carried(runtime.nested(called, argumentsOf(ask.args), running)));
    },
    "1.0/actions/query": fromAction("query"),
    "1.0/actions/mutation": fromAction("mutation"),
    "1.0/actions/action": fromAction("action"),
  };
}

function nameOf(ask: Ask): string {
  if (typeof ask.name !== "string") throw new Error("The local stand-in has no components and no function handles.");
  return ask.name;
}

/** A ConvexError reaches the calling function with what it carries; any other error with its message. */
async function carried(result: Promise<JSONValue>): Promise<JSONValue> {
  try {
    return await result;
  } catch (error) {
    const data = error instanceof Error ? dataOf(error) : undefined;
    if (data === undefined) throw error;
    throw Object.assign(new Error((error as Error).message), { data });
  }
}

function scheduling(runtime: Runtime): Table {
  const { database } = runtime;
  const schedule = (ask: Ask, now: number) => {
    const called = runtime.expect("any", nameOf(ask));
    const job: Job = {
      name: called.path,
      args: [argumentsOf(ask.args)],
      scheduledTime: (ask.ts as number) * 1000,
      state: { kind: "pending" },
    };
    return JSON.stringify(database.insert(JOBS, job as unknown as Record<string, Value>, now).document._id);
  };
  const cancel = (ask: Ask) => {
    const before = database.expect(ask.id as string, JOBS, "patch");
    database.replace(before, { ...before.document, state: { kind: "canceled" } });
    return "{}";
  };
  return {
    "1.0/schedule": (ask, running) => {
      inside(running).usage.scheduled();
      return schedule(ask, inside(running).now);
    },
    "1.0/cancel_job": cancel,
    "1.0/actions/schedule": (ask) => runtime.write((now) => schedule(ask, now)),
    "1.0/actions/cancel_job": (ask) => runtime.write(() => cancel(ask)),
  };
}

function identity(): Table {
  return {
    "1.0/getUserIdentity": (_ask, running) =>
      JSON.stringify(running.identity && convexToJson(running.identity as Record<string, Value>)),
  };
}
