/**
 * The socket to the room: joins, resends what was not answered, notices gaps, pings, and comes back.
 *
 * A command keeps its id until the room has answered it, over as many connections as that takes; the room applies an id once.
 */

import { signal } from "@preact/signals-core";

/** @typedef {import("./types.js").Connection} Connection */
/** @typedef {{command: object, resolve: (result: unknown) => void, reject: (refusal: object) => void}} Pending */

export const PING_EVERY = 15_000;
export const FIRST_WAIT = 500;
export const LONGEST_WAIT = 15_000;

/** Close codes after which coming back is pointless. @type {Record<number, "signed-out" | "forbidden" | "missing" | "replaced">} */
const FINAL = { 4401: "signed-out", 4403: "forbidden", 4404: "missing", 4409: "replaced" };

/** Names a command: unique per person and interaction. `randomUUID` exists only on secure origins. */
export function commandId() {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {object} given
 * @param {() => WebSocket} given.open makes a new socket
 * @param {{snapshot: (frame: any) => void, update: (frame: any) => void}} given.store
 * @param {{set: (act: () => void, ms: number) => any, clear: (timer: any) => void}} [given.timers]
 * @param {() => number} [given.random]
 */
export function createClient({ open, store, timers = browserTimers, random = Math.random }) {
  const connection = signal(/** @type {Connection} */ ({ state: "connecting" }));
  /** @type {Map<string, Pending>} */
  const pending = new Map();
  /** @type {Record<string, number>} */
  let heard = {};
  let room = "";
  let joining = "";
  let fresh = true;
  let failures = 0;
  let unanswered = 0;
  /** @type {WebSocket | null} */
  let socket = null;
  /** @type {any} */
  let pinging = null;
  /** @type {any} */
  let waiting = null;

  function connect() {
    timers.clear(waiting);
    waiting = null;
    const made = open();
    socket = made;
    fresh = true;
    made.onopen = () => socket === made && join();
    made.onmessage = (event) => socket === made && receive(JSON.parse(event.data));
    made.onclose = (event) => socket === made && closed(event.code);
  }

  /** Asks for what was missed, or for everything. */
  function join() {
    joining = commandId();
    unanswered = 0;
    transmit({ type: "joinRoom", id: joining, data: room ? { since: { room, ...heard } } : {} });
    timers.clear(pinging);
    pinging = timers.set(ping, PING_EVERY);
  }

  /** @param {object} frame */
  function transmit(frame) {
    if (socket?.readyState === 1) socket.send(JSON.stringify(frame));
  }

  /** @param {any} frame */
  function receive(frame) {
    if (frame.type === "update") return updated(frame);
    if (frame.type === "snapshot") return restored(frame);
    if (frame.type === "pong") unanswered = 0;
    if (frame.type === "ack" || frame.type === "error") answered(frame);
    if (frame.type === "moved") socket?.close(4000);
  }

  /** @param {any} frame */
  function restored(frame) {
    room = frame.room;
    heard = { ...frame.at };
    store.snapshot(frame);
  }

  /** A number we had is a repetition; one that skips another shows a gap. @param {any} frame */
  function updated(frame) {
    const last = heard[frame.stream];
    if (last === undefined || frame.n <= last) return;
    if (frame.n > last + 1) {
      if (!joining) join();
      return;
    }
    heard[frame.stream] = frame.n;
    store.update(frame);
  }

  /** @param {any} frame an `ack` or `error` */
  function answered(frame) {
    if (frame.id === joining && joining) return joined(frame);
    const command = pending.get(frame.id);
    if (!command) return;
    pending.delete(frame.id);
    if (frame.type === "ack") command.resolve(frame.result);
    else command.reject({ code: frame.code, message: frame.message, details: frame.details });
  }

  /** @param {any} frame */
  function joined(frame) {
    joining = "";
    if (frame.type === "error") return socket?.close(4000);
    failures = 0;
    connection.value = { state: "open" };
    if (fresh) for (const { command } of pending.values()) transmit(command);
    fresh = false;
  }

  function ping() {
    if (unanswered >= 2) return socket?.close(4000), closed(1006);
    unanswered += 1;
    transmit({ type: "ping", id: commandId(), data: { t: Date.now() } });
    pinging = timers.set(ping, PING_EVERY);
  }

  /** @param {number} code */
  function closed(code) {
    timers.clear(pinging);
    socket = null;
    joining = "";
    const reason = FINAL[code];
    if (reason) return giveUp(reason);
    connection.value = { state: "reconnecting" };
    waiting = timers.set(connect, backoff(failures++, random));
  }

  /** @param {"signed-out" | "forbidden" | "missing" | "replaced"} reason */
  function giveUp(reason) {
    connection.value = { state: "closed", reason };
    for (const command of pending.values()) command.reject({ code: "closed", message: "This was not done: the table is closed to you." });
    pending.clear();
  }

  /**
   * @param {string} type
   * @param {object} [data]
   * @returns {Promise<unknown>} what the room answers; rejects with a refusal {code, message}
   */
  function send(type, data = {}) {
    const command = { type, id: commandId(), data };
    return new Promise((resolve, reject) => {
      if (connection.peek().state === "closed") return reject({ code: "closed", message: "The table is closed to you." });
      pending.set(command.id, { command, resolve, reject });
      if (connection.peek().state === "open") transmit(command);
    });
  }

  /** Comes back at once instead of waiting, where it waits. */
  function hurry() {
    if (waiting !== null) connect();
  }

  return { connection, connect, send, hurry, pending };
}

/** Full jitter: anything up to twice as long with each failure. @param {number} failures @param {() => number} random */
export const backoff = (failures, random) => random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** failures);

const browserTimers = {
  /** @param {() => void} act @param {number} ms */
  set: (act, ms) => setTimeout(act, ms),
  /** @param {any} timer */
  clear: (timer) => clearTimeout(timer),
};
