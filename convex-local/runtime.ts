/**
 * Runs functions: one transaction after the other, all or nothing, and tells those who listen what was committed.
 */

import { randomBytes } from "node:crypto";
import { convexToJson, jsonToConvex, type JSONValue, type Value } from "convex/values";
import { tableOf, type Database, type Stored, type Write } from "./database.ts";
import { canonical, type ConvexFunction, type Functions, type Kind } from "./functions.ts";
import { type Caller, type UserIdentity } from "./identity.ts";
import { LIMITS, type Usage } from "./limits.ts";
import { installGlobals, outside, runAs, Transaction, type Running, type Syscalls } from "./running.ts";
import { syscallsFor } from "./syscalls.ts";
import { mismatch } from "./validators.ts";

/** How a call ended: its result as JSON, or what went wrong and, for a ConvexError, what it carried. */
export type Outcome = { ok: true; value: JSONValue } | { ok: false; message: string; data?: JSONValue };
export interface Call {
  kind: Kind | "any";
  path: string;
  args: Record<string, Value>;
  caller: Caller;
}
export interface Commit {
  timestamp: bigint;
  writes: Write[];
}

export class Runtime {
  /** Called after every commit, before the caller hears of it. */
  readonly listeners: ((commit: Commit) => void)[] = [];
  /** Told of every transaction when it is over: of which function, and what it has read and written. */
  used: (path: string, usage: Usage) => void = () => {};
  /** The time of the last commit, in nanoseconds; never the same twice. */
  timestamp = BigInt(Date.now()) * 1_000_000n;
  readonly #syscalls: Syscalls;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly database: Database,
    readonly functions: Functions,
    /** Whether errors are kept from callers, as deployments in production do. */
    readonly redacts = false,
  ) {
    installGlobals();
    this.#syscalls = syscallsFor(this);
  }

  /** Calls a function for somebody outside. Never throws: errors are outcomes. */
  async call(call: Call): Promise<Outcome> {
    try {
      const called = this.#allowed(call);
      if (called.kind === "action") return { ok: true, value: await this.act(called, call.args, call.caller.identity) };
      return { ok: true, value: await this.transact(called, call.args, call.caller.identity) };
    } catch (error) {
      return this.failure(error);
    }
  }

  /** The same for a query inside `inTurn`; says too which tables it read. */
  async peek(
    path: string,
    args: Record<string, Value>,
    caller: Caller,
  ): Promise<{ outcome: Outcome; tables: Set<string> }> {
    const transaction = new Transaction();
    try {
      const called = this.#allowed({ kind: "query", path, args, caller });
      const value = await this.#invoke(called, args, this.#running(called.kind, caller.identity, transaction));
      return { outcome: { ok: true, value }, tables: transaction.tables };
    } catch (error) {
      return { outcome: this.failure(error), tables: transaction.tables };
    } finally {
      transaction.over = true;
      this.used(path, transaction.usage);
    }
  }

  /** Waits until no transaction is under way, then lets nobody else begin one until `act` is done. */
  inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(act);
    this.#turn = mine.catch(() => {});
    return mine;
  }

  /** Runs a query or mutation as a transaction of its own; `finish` may write more into it. */
  transact(
    called: ConvexFunction,
    args: Record<string, Value>,
    identity: UserIdentity | null,
    finish?: () => void,
  ): Promise<JSONValue> {
    return this.inTurn(async () => {
      const transaction = new Transaction();
      try {
        const value = await this.#invoke(called, args, this.#running(called.kind, identity, transaction));
        finish?.();
        this.#commit();
        return value;
      } finally {
        transaction.over = true;
        this.used(called.path, transaction.usage);
        this.database.undoTo(0);
      }
    });
  }

  /** Writes without a function, as a transaction of its own. */
  write<T>(act: (now: number) => T): Promise<T> {
    return this.inTurn(async () => {
      try {
        const written = act(Date.now());
        this.#commit();
        return written;
      } finally {
        this.database.undoTo(0);
      }
    });
  }

  act(called: ConvexFunction, args: Record<string, Value>, identity: UserIdentity | null): Promise<JSONValue> {
    return this.#invoke(called, args, this.#running("action", identity, null));
  }

  /** Runs a function inside the transaction of another; what it wrote is undone if it throws. */
  async nested(called: ConvexFunction, args: Record<string, Value>, caller: Running): Promise<JSONValue> {
    const writesBefore = this.database.writes.length;
    try {
      return await this.#invoke(called, args, this.#running(called.kind, caller.identity, caller.transaction));
    } catch (error) {
      this.database.undoTo(writesBefore);
      throw error;
    }
  }

  /** Lets something else than a function run as one: an HTTP action. */
  asHttpAction<T>(identity: UserIdentity | null, act: () => Promise<T>): Promise<T> {
    return runAs({ ...this.#running("action", identity, null), kind: "http action" }, act);
  }

  /** A function that another function may call: public or internal, but of the right kind. */
  expect(kind: Kind | "any", path: string, findable: (called: ConvexFunction) => boolean = () => true): ConvexFunction {
    const called = this.functions.find(path);
    if (!called || !findable(called)) {
      const advice = "Did you forget to run `npx convex dev` or `npx convex deploy`?";
      throw new Error(`Could not find public function for '${canonical(path).replace(/:default$/, "")}'. ${advice}`);
    }
    if (kind !== "any" && called.kind !== kind) {
      throw new Error(
        `Trying to execute ${called.path} as ${titled(kind)}, but it is defined as ${titled(called.kind)}.`,
      );
    }
    return called;
  }

  failure(error: unknown): Outcome {
    const thrown = error instanceof Error ? error : new Error(String(error));
    const data = dataOf(thrown);
    const request = `[Request ID: ${randomBytes(8).toString("hex")}] Server Error`;
    if (data !== undefined)
      return { ok: false, message: `${request}\nUncaught ConvexError: ${JSON.stringify(data)}`, data };
    return { ok: false, message: this.redacts ? request : `${request}\n${thrown.message}` };
  }

  #allowed({ kind, path, caller }: Call): ConvexFunction {
    return this.expect(kind, path, (called) => called.isPublic || caller.admin);
  }

  #running(kind: Kind, identity: UserIdentity | null, transaction: Transaction | null): Running {
    return { kind, identity, transaction, walks: new Map(), syscalls: this.#syscalls };
  }

  async #invoke(called: ConvexFunction, args: Record<string, Value>, running: Running): Promise<JSONValue> {
    const json = JSON.stringify([convexToJson(args)]);
    if (json.length > LIMITS.argumentBytes) {
      throw new Error(`Arguments for ${called.path} are too large (${beyond(json, LIMITS.argumentBytes)})`);
    }
    const wrong = mismatch(called.args, args, tableOf);
    if (wrong) throw new Error(`ArgumentValidationError: ${wrong}`);
    const watch = running.transaction?.stopwatch;
    watch?.start();
    const result = await runAs(running, () => called.invoke(json)).finally(() => watch?.stop());
    watch?.check();
    return this.#checkedResult(called, result);
  }

  #checkedResult(called: ConvexFunction, result: string): JSONValue {
    if (result.length > LIMITS.resultBytes) {
      throw new Error(`Function ${called.path} return value is too large (${beyond(result, LIMITS.resultBytes)})`);
    }
    const value = JSON.parse(result) as JSONValue;
    const wrong = called.returns && mismatch(called.returns, jsonToConvex(value), tableOf);
    if (wrong) throw new Error(`ReturnsValidationError: ${wrong}`);
    return value;
  }

  #commit(): void {
    const writes = this.database.commit();
    if (writes.length === 0) return;
    const now = BigInt(Date.now()) * 1_000_000n;
    this.timestamp = now > this.timestamp ? now : this.timestamp + 1n;
    const commit = { timestamp: this.timestamp, writes };
    outside(() => this.listeners.forEach((tell) => tell(commit)));
  }
}

/** What a ConvexError carries; undefined for any other error. */
export function dataOf(error: Error): JSONValue | undefined {
  if (!(Symbol.for("ConvexError") in error)) return undefined;
  const { data } = error as unknown as { data: unknown };
  return typeof data === "string" ? (JSON.parse(data) as JSONValue) : null;
}

/** The last state of every document that a commit touched. */
export function outcomeOf(writes: Write[]): Map<string, Stored | null> {
  return new Map(writes.map(({ id, after }) => [id, after]));
}

const beyond = (json: string, limit: number) => `actual: ${json.length} bytes, limit: ${limit} bytes`;

const titled = (kind: Kind) => kind[0].toUpperCase() + kind.slice(1);
