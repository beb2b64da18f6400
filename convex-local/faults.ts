/** What goes wrong on demand, for a number of calls or until it is changed. */

export const MODES = ["none", "down", "slow", "silent", "503", "429", "loseReplies"] as const;
export type Mode = (typeof MODES)[number];
export interface Fault {
  mode: Mode;
  /** How long `slow` waits before each call. */
  ms: number;
  /** For how many calls more; null until it is changed. */
  times: number | null;
}

const NONE: Fault = { mode: "none", ms: 0, times: null };
const DEFAULT_SLOWNESS_MS = 5000;

/** What Convex says when it cannot now. */
export const REFUSALS: Partial<Record<Mode, { status: number; code: string; message: string }>> = {
  "503": { status: 503, code: "ServiceUnavailable", message: "Service temporarily unavailable" },
  "429": { status: 429, code: "RateLimited", message: "Too many requests, please slow down" },
};

export class Faults {
  #fault: Fault = NONE;
  /** Told of every change, so that connections that are open can be cut. */
  readonly listeners: ((fault: Fault, before: Fault) => void)[] = [];

  get now(): Fault {
    return this.#fault;
  }

  set(wanted: { mode?: unknown; ms?: unknown; times?: unknown }): Fault {
    const mode = MODES.find((each) => each === String(wanted.mode ?? "none"));
    if (!mode) throw new Error(`mode is one of ${MODES.join(", ")}`);
    const ms = wholeNumber("ms", wanted.ms) ?? (mode === "slow" ? DEFAULT_SLOWNESS_MS : 0);
    const times = wholeNumber("times", wanted.times);
    this.#change(mode === "none" || times === 0 ? NONE : { mode, ms, times });
    return this.#fault;
  }

  /** The fault that this call meets; counts the call. */
  meet(): Fault {
    const fault = this.#fault;
    if (fault.times !== null) this.#change(fault.times > 1 ? { ...fault, times: fault.times - 1 } : NONE);
    return fault;
  }

  #change(fault: Fault): void {
    const before = this.#fault;
    this.#fault = fault;
    if (fault.mode !== before.mode) this.listeners.forEach((tell) => tell(fault, before));
  }
}

function wholeNumber(name: string, value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new Error(`${name} is a whole number, 0 or more`);
  return number;
}
