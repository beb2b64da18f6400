/**
 * The socket to the room: joins, resends what was not answered, notices gaps, pings, and comes back.
 *
 * A command keeps its id until the room has answered it, over as many connections as that takes; the room applies an id once.
 */

import { signal } from "@preact/signals-core";
import { randomHex } from "./random.js";

/** @typedef {import("./types.js").Connection} Connection */
/** @typedef {{command: object, resolve: (result: unknown) => void, reject: (refusal: object) => void}} Pending */

export const PING_EVERY = 15_000;
export const FIRST_WAIT = 500;
export const LONGEST_WAIT = 15_000;
/** What was too much at once goes out again after this. */
export const SLOW_DOWN = 1_000;
/** Unanswered pings after which a connection counts as dead. */
const MISSES = 2;
const OPEN = 1;
/** Our own close code, which means: come back. */
const GIVEN_UP = 4000;

/** Close codes after which coming back is pointless. @type {Record<number, "signed-out" | "forbidden" | "missing" | "replaced">} */
const FINAL = { 4401: "signed-out", 4403: "forbidden", 4404: "missing", 4409: "replaced" };

/** Names a command: unique per person and interaction. `randomUUID` exists only on secure origins. */
export function commandId() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return randomHex();
}

/** @typedef {{set: (act: () => void, ms: number) => any, clear: (timer: any) => void}} Timers */

/** @type {Timers} */
const browserTimers = { set: (act, ms) => setTimeout(act, ms), clear: (timer) => clearTimeout(timer) };

export class Client {
  connection = signal(/** @type {Connection} */ ({ state: "connecting" }));
  /** What has not been answered, by command id. @type {Map<string, Pending>} */
  pending = new Map();

  /** The life of the room that the numbers below belong to. */
  #room = "";
  /** The last number heard of each stream. @type {Record<string, number>} */
  #heard = {};
  /** The id of the joinRoom under way, else empty. */
  #joining = "";
  /** Whether this socket has not been let in yet. */
  #fresh = true;
  #failures = 0;
  #unanswered = 0;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {any} */
  #pinging = null;
  /** @type {any} */
  #waiting = null;
  /** @type {any} */
  #slowing = null;

  /**
   * @param {object} given
   * @param {() => WebSocket} given.open makes a new socket
   * @param {{snapshot: (frame: any) => void, update: (frame: any) => void, pong?: (frame: any) => void}} given.store
   * @param {string} [given.viewAs] through whose eyes a DM looks on; then nothing is sent
   * @param {Timers} [given.timers]
   * @param {() => number} [given.random]
   */
  constructor({ open, store, viewAs = "", timers = browserTimers, random = Math.random }) {
    this.open = open;
    this.store = store;
    this.viewAs = viewAs;
    this.timers = timers;
    this.random = random;
  }

  connect() {
    this.timers.clear(this.#waiting);
    this.#waiting = null;
    const socket = this.open();
    this.#socket = socket;
    this.#fresh = true;
    socket.onopen = () => this.#socket === socket && this.#join();
    socket.onmessage = (event) => this.#socket === socket && this.#receive(JSON.parse(event.data));
    socket.onclose = (event) => this.#socket === socket && this.#closed(event.code);
  }

  /** Comes back at once instead of waiting, where it waits. */
  hurry() {
    if (this.#waiting !== null) this.connect();
  }

  /** The line is gone, whatever the socket believes: comes back by itself. */
  drop() {
    if (!this.#socket) return;
    this.#socket.close(GIVEN_UP);
    if (this.#socket) this.#closed(GIVEN_UP);
  }

  /**
   * @param {string} type
   * @param {object} [data]
   * @returns {Promise<unknown>} what the room answers; rejects with a refusal {code, message}
   */
  send(type, data = {}) {
    const command = { type, id: commandId(), data };
    const { state } = this.connection.peek();
    return new Promise((resolve, reject) => {
      if (state === "closed") return reject({ code: "closed", message: "The table is closed to you." });
      if (this.viewAs) return reject({ code: "forbidden", message: "You only look on here. Act on your own page." });
      this.pending.set(command.id, { command, resolve, reject });
      if (state === "open") this.#transmit(command);
    });
  }

  /** Asks for what was missed, or for everything. */
  #join() {
    this.#joining = commandId();
    this.#unanswered = 0;
    const since = { room: this.#room, ...this.#heard };
    this.#transmit({ type: "joinRoom", id: this.#joining, data: { ...(this.#room && { since }), ...(this.viewAs && { viewAs: this.viewAs }) } });
    this.timers.clear(this.#pinging);
    this.#pinging = this.timers.set(() => this.#ping(), PING_EVERY);
  }

  /** @param {object} frame */
  #transmit(frame) {
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** @param {any} frame */
  #receive(frame) {
    if (frame.type === "update") this.#updated(frame);
    else if (frame.type === "snapshot") this.#restored(frame);
    else if (frame.type === "ack" || frame.type === "error") this.#answered(frame);
    else if (frame.type === "pong") this.#alive(frame);
    else if (frame.type === "moved") this.#socket?.close(GIVEN_UP);
  }

  /** @param {any} frame a `pong` */
  #alive(frame) {
    this.#unanswered = 0;
    this.store.pong?.(frame);
  }

  /** @param {any} frame */
  #restored(frame) {
    this.#room = frame.room;
    this.#heard = { ...frame.at };
    this.store.snapshot(frame);
  }

  /** A number we had is a repetition; one that skips another shows a gap. @param {any} frame */
  #updated(frame) {
    const last = this.#heard[frame.stream];
    if (last === undefined || frame.n <= last) return;
    if (frame.n > last + 1) {
      if (!this.#joining) this.#join();
      return;
    }
    this.#heard[frame.stream] = frame.n;
    this.store.update(frame);
  }

  /** @param {any} frame an `ack` or `error` */
  #answered(frame) {
    if (!frame.id && frame.code === "rate_limited") return this.#slowDown();
    if (this.#joining && frame.id === this.#joining) return this.#joined(frame);
    const asked = this.pending.get(frame.id);
    if (!asked) return;
    this.pending.delete(frame.id);
    if (frame.type === "ack") asked.resolve(frame.result);
    else asked.reject({ code: frame.code, message: frame.message, details: frame.details });
  }

  /** Let in: whatever was not answered on an earlier socket goes out again, under the same id. @param {any} frame */
  #joined(frame) {
    this.#joining = "";
    if (frame.type === "error") return this.#socket?.close(GIVEN_UP);
    this.#failures = 0;
    this.connection.value = { state: "open" };
    if (this.#fresh) this.#resend();
    this.#fresh = false;
  }

  /** Under the ids they had. */
  #resend() {
    for (const { command } of this.pending.values()) this.#transmit(command);
  }

  /** Something was dropped, and nobody says what: all that has no answer goes out again, a little later. */
  #slowDown() {
    if (this.#slowing !== null) return;
    this.#slowing = this.timers.set(() => {
      this.#slowing = null;
      if (this.#joining) this.#join();
      else this.#resend();
    }, SLOW_DOWN);
  }

  #ping() {
    if (this.#unanswered >= MISSES) return this.drop();
    this.#unanswered += 1;
    this.#transmit({ type: "ping", id: commandId(), data: { t: Date.now() } });
    this.#pinging = this.timers.set(() => this.#ping(), PING_EVERY);
  }

  /** @param {number} code */
  #closed(code) {
    this.timers.clear(this.#pinging);
    this.timers.clear(this.#slowing);
    this.#slowing = null;
    this.#socket = null;
    this.#joining = "";
    const reason = FINAL[code];
    if (reason) return this.#giveUp(reason);
    this.connection.value = { state: "reconnecting" };
    this.#waiting = this.timers.set(() => this.connect(), backoff(this.#failures++, this.random));
  }

  /** @param {"signed-out" | "forbidden" | "missing" | "replaced"} reason */
  #giveUp(reason) {
    this.connection.value = { state: "closed", reason };
    const message = "This was not done: the table is closed to you.";
    for (const asked of this.pending.values()) asked.reject({ code: "closed", message });
    this.pending.clear();
  }
}

/** Full jitter: anything up to twice as long with each failure. @param {number} failures @param {() => number} random */
export const backoff = (failures, random) => random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);
