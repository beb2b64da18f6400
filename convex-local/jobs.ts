/** Scheduled functions: rows of `_scheduled_functions`, each run when its time has come, also after a restart. */

import { type Value } from "convex/values";
import { type Stored } from "./database.ts";
import { outcomeOf, type Runtime } from "./runtime.ts";

export const JOBS = "_scheduled_functions";
export interface Job {
  name: string;
  args: [Record<string, Value>];
  /** When it is due, in ms. */
  scheduledTime: number;
  state: { kind: "pending" | "inProgress" | "success" | "failed" | "canceled"; error?: string };
  completedTime?: number;
}
/** The longest wait that Node's timers can count. */
const LONGEST_TIMER = 2 ** 31 - 1;

export class Scheduler {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(readonly runtime: Runtime) {
    runtime.listeners.push(({ writes }) => {
      for (const [id, stored] of outcomeOf(writes)) this.#consider(id, stored);
    });
  }

  /** Takes up what was pending when the state was last kept. */
  resume(): void {
    for (const [id, stored] of this.runtime.database.stored) this.#consider(id, stored);
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #consider(id: string, stored: Stored | null): void {
    if (stored && stored.table !== JOBS) return;
    const job = stored && jobOf(stored);
    if (job?.state.kind === "pending") this.#arm(id, job);
    else this.#disarm(id);
  }

  #arm(id: string, job: Job): void {
    if (this.#timers.has(id)) return;
    const wait = Math.min(Math.max(0, job.scheduledTime - Date.now()), LONGEST_TIMER);
    const ring = () => {
      this.#timers.delete(id);
      void this.#run(id, job);
    };
    this.#timers.set(id, setTimeout(ring, wait).unref());
  }

  #disarm(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  /** A mutation and the mark that it is done are one transaction; an action is begun at most once. */
  async #run(id: string, job: Job): Promise<void> {
    try {
      const called = this.runtime.expect("any", job.name);
      if (called.kind === "action") {
        if (!(await this.runtime.write(() => this.#mark(id, "pending", "inProgress")))) return;
        await this.runtime.act(called, job.args[0], null);
        await this.runtime.write(() => this.#mark(id, "inProgress", "success"));
      } else {
        await this.runtime.transact(called, job.args[0], null, () => {
          if (!this.#mark(id, "pending", "success")) throw new Canceled();
        });
      }
    } catch (error) {
      if (error instanceof Canceled) return;
      console.error(`Scheduled function ${job.name} failed:`, error);
      await this.runtime.write(() => this.#mark(id, null, "failed", String(error)));
    }
  }

  /** Moves a job from one state to another; false when it is not in the first. */
  #mark(id: string, from: Job["state"]["kind"] | null, kind: Job["state"]["kind"], error?: string): boolean {
    const { database } = this.runtime;
    const stored = database.get(id);
    if (!stored || (from !== null && jobOf(stored).state.kind !== from)) return false;
    const state: Record<string, Value> = error === undefined ? { kind } : { kind, error };
    const completed: Record<string, Value> = kind === "inProgress" ? {} : { completedTime: Date.now() };
    database.replace(stored, { ...stored.document, ...completed, state });
    return true;
  }
}

class Canceled extends Error {}

const jobOf = (stored: Stored) => stored.document as unknown as Job;
