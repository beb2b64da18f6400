/** What the room has told this page: a document per stream, and what arrives as messages (chat, log, turns). */

import { batch, computed, signal } from "@preact/signals-core";
import { mergePatch, overlay } from "./patch.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").You} You */
/** @typedef {import("./types.js").ChatMessage} ChatMessage */
/** @typedef {import("./types.js").LogEntry} LogEntry */

/** How many chat messages and log entries are kept; what is older, the server has. */
export const KEPT = 300;

/** @param {string} [role] the role the page was rendered for, until the room says who we are */
export function createStore(role = "spectator") {
  const documents = signal(/** @type {Record<string, any>} */ ({}));
  const you = signal(/** @type {You} */ ({ userId: "", name: "", role, entityIds: [] }));
  const chat = signal(/** @type {ChatMessage[]} */ ([]));
  const log = signal(/** @type {LogEntry[]} */ ([]));
  const heard = signal(/** @type {LogEntry[]} */ ([]));
  const view = computed(() => {
    const { own, ...shared } = documents.value;
    const document = Object.values(shared)[0];
    return /** @type {View | undefined} */ (document && overlay(document, own));
  });
  const mine = computed(() => idsOf(view.value, you.value));

  /** Everything anew. @param {any} frame a `snapshot` */
  function snapshot(frame) {
    batch(() => {
      documents.value = frame.state;
      you.value = frame.you;
      const recent = frame.recent ?? {};
      chat.value = (recent.chat ?? []).map(chatOf);
      log.value = [...(recent.turns ?? []), ...(recent.log ?? [])].sort((a, b) => a.at - b.at).slice(-KEPT);
      heard.value = [];
    });
  }

  /** What one command changed in one stream. @param {any} frame an `update` */
  function update(frame) {
    batch(() => {
      heard.value = [];
      for (const message of frame.messages) take(frame.stream, message, frame.serverTime);
    });
  }

  /** @param {string} stream @param {any} message @param {number} at */
  function take(stream, message, at) {
    if (message.type === "stateDelta") {
      documents.value = { ...documents.value, [stream]: mergePatch(documents.value[stream] ?? {}, message.changes) };
    } else if (message.type === "chatMessage") {
      chat.value = [...chat.value, chatOf({ at, ...message })].slice(-KEPT);
      heard.value = [...heard.value, { ...message, at }];
    } else if (message.type === "logEvent" || message.type === "turnUpdate") {
      log.value = [...log.value, { at, ...message }].slice(-KEPT);
      heard.value = [...heard.value, { at, ...message }];
    }
  }

  return { documents, view, you, mine, chat, log, heard, snapshot, update };
}

/** @param {any} entry a chatMessage, or the bare message of `recent` @returns {ChatMessage} */
const chatOf = (entry) => ({ timestamp: entry.at, ...(entry.message ?? entry) });

/** The participants this person speaks for. @param {View | undefined} view @param {You} you @returns {string[]} */
function idsOf(view, you) {
  return Object.entries(view?.participants ?? {})
    .filter(([, one]) => (one.userId ? one.userId === you.userId : you.role === "dm"))
    .map(([id]) => id);
}
