/** The socket of alerts: pings, comes back after a while, and says again what has been read where that was cut off. */

export const PING_EVERY = 30_000;
export const FIRST_WAIT = 1_000;
export const LONGEST_WAIT = 60_000;
/** Close codes after which coming back is pointless. */
const FINAL = [4401, 4403, 4404, 4409];
const OPEN = 1;

/** @typedef {{set: (act: () => void, ms: number) => any, clear: (timer: any) => void}} Timers */

/** @type {Timers} */
const browserTimers = { set: (act, ms) => setTimeout(act, ms), clear: (timer) => clearTimeout(timer) };

export class Listener {
  #open;
  #onFrame;
  #timers;
  /** @type {WebSocket | null} */
  #socket = null;
  #failures = 0;
  #unanswered = 0;
  #over = false;
  /** @type {any} */
  #waiting = null;
  /** @type {any} */
  #pinging = null;
  /** What was read and not confirmed. @type {Set<string>} */
  #read = new Set();

  /** @param {{open: () => WebSocket, onFrame: (frame: any) => void, timers?: Timers}} how */
  constructor({ open, onFrame, timers = browserTimers }) {
    this.#open = open;
    this.#onFrame = onFrame;
    this.#timers = timers;
  }

  connect() {
    const socket = this.#open();
    this.#socket = socket;
    this.#unanswered = 0;
    socket.onopen = () => {
      this.#failures = 0;
      if (this.#read.size) this.#say({ type: "read", ids: [...this.#read] });
      this.#ping();
    };
    socket.onmessage = (event) => this.#heard(JSON.parse(event.data));
    socket.onclose = (event) => this.#closed(socket, event.code);
  }

  /** These are read. @param {string[]} ids */
  read(ids) {
    for (const id of ids) this.#read.add(id);
    if (this.#read.size) this.#say({ type: "read", ids: [...this.#read].slice(0, 200) });
  }

  /** Come back now: somebody looks at the page again. */
  hurry() {
    if (this.#waiting !== null && !this.#socket) {
      this.#timers.clear(this.#waiting);
      this.#waiting = null;
      this.connect();
    }
  }

  /** @param {any} frame */
  #heard(frame) {
    if (frame.type === "pong") this.#unanswered = 0;
    if (frame.type === "read") for (const id of frame.ids) this.#read.delete(id);
    this.#onFrame(frame);
  }

  /** One ping after the other, whichever line there is. */
  #ping() {
    if (this.#pinging !== null) this.#timers.clear(this.#pinging);
    this.#pinging = this.#timers.set(() => {
      this.#pinging = null;
      if (this.#socket?.readyState !== OPEN) return;
      if (this.#unanswered >= 2) return this.#socket.close(4000);
      this.#unanswered += 1;
      this.#say({ type: "ping", t: 0 });
      this.#ping();
    }, PING_EVERY);
  }

  /** @param {object} frame */
  #say(frame) {
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** @param {WebSocket} socket @param {number} code */
  #closed(socket, code) {
    if (socket !== this.#socket || this.#over) return;
    this.#socket = null;
    this.#over = FINAL.includes(code);
    if (this.#over) return;
    this.#failures += 1;
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures);
    this.#waiting = this.#timers.set(() => {
      this.#waiting = null;
      this.connect();
    }, longest * (0.5 + Math.random() / 2));
  }
}
