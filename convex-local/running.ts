/** What is running now: which function, for whom, in which transaction; and the globals by which functions reach it. */

import { AsyncLocalStorage } from "node:async_hooks";
import { type Kind } from "./functions.ts";
import { type UserIdentity } from "./identity.ts";
import { Stopwatch, Usage } from "./limits.ts";
import { type Walk } from "./queries.ts";

export class Transaction {
  /** The time that the function sees from beginning to end, in ms. */
  readonly now = realNow();
  readonly usage = new Usage();
  readonly stopwatch = new Stopwatch();
  /** The tables that were read: a subscription is asked again when one of them changes. */
  readonly tables = new Set<string>();
  /** Whether it has read a page: Convex allows one. */
  paginated = false;
  over = false;
}

export interface Running {
  kind: Kind | "http action";
  identity: UserIdentity | null;
  /** Null in actions, which run beside the database. */
  transaction: Transaction | null;
  walks: Map<number, Walk>;
  syscalls: Syscalls;
}
export interface Syscalls {
  now(op: string, args: string): string;
  later(op: string, args: string): Promise<string>;
}

const storage = new AsyncLocalStorage<Running>();
const RealDate = Date;
const realNow = () => RealDate.now();

export function current(): Running {
  const running = storage.getStore();
  if (!running) throw new Error("This is only possible inside a Convex function.");
  return running;
}

/** Runs a function as what `running` says; outside of it nothing of it is seen. */
export function runAs<T>(running: Running, act: () => T): T {
  return storage.run(running, act);
}

/** Leaves the function: for timers and listeners that outlive it. */
export function outside<T>(act: () => T): T {
  return storage.exit(act);
}

/** Makes the globals what Convex's functions expect; once for the whole of Node. */
export function installGlobals(): void {
  const world = globalThis as Record<string, unknown>;
  if (world.Convex) return;
  world.Convex = {
    syscall: (op: string, args: string) => current().syscalls.now(op, args),
    asyncSyscall: (op: string, args: string) => current().syscalls.later(op, args),
    jsSyscall: (op: string) => {
      throw new Error(`The local stand-in has no file storage (${op}).`);
    },
  };
  world.Date = standingDate();
  for (const name of ["setTimeout", "setInterval", "fetch"])
    world[name] = onlyInActions(name, world[name] as () => unknown);
}

/** In a transaction the clock stands still. */
function standingDate(): DateConstructor {
  const now = () => storage.getStore()?.transaction?.now ?? RealDate.now();
  return new Proxy(RealDate, {
    get: (target, name) => (name === "now" ? now : (Reflect.get(target, name) as unknown)),
    construct: (target, args, made) => Reflect.construct(target, args.length ? args : [now()], made) as object,
    apply: (target) => new target(now()).toString(),
  });
}

function onlyInActions(name: string, real: (...args: unknown[]) => unknown): unknown {
  return new Proxy(real, {
    apply(target, self, args) {
      if (storage.getStore()?.transaction) {
        const advice =
          "Please consider using an action. See https://docs.convex.dev/functions/actions for more details.";
        throw new Error(`Can't use ${name} in queries and mutations. ${advice}`);
      }
      return Reflect.apply(target, self, args);
    },
  });
}
