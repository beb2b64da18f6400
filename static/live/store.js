/** What the room has told this page: a document per stream, and what arrives as messages (chat, log, turns). */

import { batch, computed, signal } from "@preact/signals-core";
import { mergePatch, overlay } from "./patch.js";
import { RoomTime } from "./room-time.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").You} You */
/** @typedef {import("./types.js").ChatMessage} ChatMessage */
/** @typedef {import("./types.js").LogEntry} LogEntry */

/** How many chat messages and log entries are kept; what is older, the server has. */
export const KEPT = 300;

export class Store {
  #time;
  /** How many chat messages are kept: more, where somebody has asked for earlier ones. */
  #said = KEPT;

  /** @param {RoomTime} [time] hears what time the room has */
  constructor(time = new RoomTime()) {
    this.#time = time;
  }

  documents = signal(/** @type {Record<string, any>} */ ({}));
  you = signal(/** @type {You} */ ({ userId: "", name: "", role: "spectator", entityIds: [] }));
  chat = signal(/** @type {ChatMessage[]} */ ([]));
  /** Counts the times that everything came anew. */
  begun = signal(0);
  log = signal(/** @type {LogEntry[]} */ ([]));
  /** The messages of the newest frame, for who announces them. */
  heard = signal(/** @type {any[]} */ ([]));

  /** `own` laid over the document of one's role. */
  view = computed(() => {
    const { own, ...shared } = this.documents.value;
    const document = Object.values(shared)[0];
    return /** @type {View | undefined} */ (document && overlay(document, own));
  });

  /** The participants this person speaks for. */
  mine = computed(() => idsOf(this.view.value, this.you.value));

  /** Everything anew. @param {any} frame a `snapshot` */
  snapshot(frame) {
    const { chat = [], log = [], turns = [] } = frame.recent ?? {};
    this.#time.restart(frame.serverTime);
    batch(() => {
      this.documents.value = frame.state;
      this.you.value = frame.you;
      this.chat.value = chat.map(chatOf);
      this.#said = KEPT;
      this.begun.value++;
      this.log.value = [...turns, ...log].sort((a, b) => a.at - b.at).slice(-KEPT);
      this.heard.value = [];
    });
  }

  /** What one command changed in one stream. @param {any} frame an `update` */
  update(frame) {
    this.#time.hear(frame.serverTime);
    batch(() => {
      this.heard.value = frame.messages.filter((/** @type {any} */ message) => message.type !== "stateDelta");
      for (const message of frame.messages) this.#take(frame.stream, message, frame.serverTime);
    });
  }

  /** What the server has of the chat before that which is here. @param {ChatMessage[]} messages oldest first */
  saidBefore(messages) {
    const known = new Set(this.chat.value.map(({ id }) => id));
    const earlier = messages.filter(({ id }) => !known.has(id));
    this.#said += earlier.length;
    this.chat.value = [...earlier, ...this.chat.value];
  }

  /** The answer to a ping. @param {any} frame */
  pong(frame) {
    this.#time.hear(frame.serverTime);
  }

  /** @param {string} stream @param {any} message @param {number} at */
  #take(stream, message, at) {
    if (message.type === "stateDelta") {
      const document = this.documents.value[stream] ?? {};
      this.documents.value = { ...this.documents.value, [stream]: mergePatch(document, message.changes) };
    } else if (message.type === "chatMessage") {
      this.chat.value = [...this.chat.value, chatOf({ at, ...message })].slice(-this.#said);
    } else if (message.type === "chatHidden") {
      this.chat.value = this.chat.value.filter(({ id }) => id !== message.messageId);
    } else if (message.type === "chatShown") {
      this.chat.value = inTime(this.chat.value, message.message).slice(-this.#said);
    } else if (message.type === "logEvent" || message.type === "turnUpdate") {
      this.log.value = [...this.log.value, { at, ...message }].slice(-KEPT);
    }
  }
}

/** @param {any} entry a chatMessage, or the bare message of `recent` @returns {ChatMessage} */
const chatOf = (entry) => ({ timestamp: entry.at, ...(entry.message ?? entry) });

/** With a message that was hidden, in its old place. @param {ChatMessage[]} chat @param {ChatMessage} shown */
function inTime(chat, shown) {
  const others = chat.filter(({ id }) => id !== shown.id);
  return [...others, shown].sort((a, b) => (a.timestamp ?? 0) - (b.timestamp ?? 0));
}

/** The participants this person speaks for. @param {View | undefined} view @param {You} you @returns {string[]} */
function idsOf(view, you) {
  return Object.entries(view?.participants ?? {})
    .filter(([, one]) => (one.userId ? one.userId === you.userId : you.role === "dm"))
    .map(([id]) => id);
}
