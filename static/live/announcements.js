/** The page's one live region, fed by what the room tells. */

import { computed, effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { createAnnouncer } from "./announce.js";
import { html } from "./html.js";
import { keysOn } from "./keys.js";
import { config, store } from "./page.js";
import { activeId, comings, isMyTurn } from "./reading.js";
import { namesIn, sentence } from "./sentences.js";

const { said, say } = createAnnouncer();
export { say };

/** The page's own title, so that somebody in another tab sees when she is up. */
const title = document.title;

/** @param {any} message */
function told(message) {
  const view = store.view.peek();
  // What the table says in the chat, the log says too.
  if (message.type === "chatMessage") return message.message.type === "system" ? "" : `${message.message.name}: ${message.message.content}`;
  if (message.event === "TURN_STARTED" && store.mine.peek().includes(message.entityId)) {
    return `Your turn, ${namesIn(view)(message.entityId)}.`;
  }
  if (message.event === "TIME_WARNING") return warned(message);
  return sentence(message, namesIn(view));
}

/** Only for who can do something about it. @param {any} message */
function warned(message) {
  const mine = store.mine.peek().includes(message.entityId);
  if (!mine && config.role !== "dm") return "";
  return `${sentence(message, namesIn(store.view.peek()))}${mine ? ` More time: ${keysOn.peek() ? "press T, or " : ""}the button at the top.` : ""}`;
}

function isUp() {
  const view = store.view.value;
  return Boolean(view && isMyTurn(view, store.mine.value));
}

/** Why what she had prepared is not done: DMs hear it from the log. */
const stopped = computed(() => {
  const view = store.view.value;
  const id = view && activeId(view);
  if (!id || config.role === "dm" || !store.mine.value.includes(id)) return "";
  const stop = view.queuedTurn?.[id]?.now?.stopped;
  return stop ? `What was prepared has stopped: ${stop.message}` : "";
});

/** Says who comes and who goes, as long as it is asked to. @returns {() => void} */
function whoIsHere() {
  /** @type {import("./types.js").View["presence"]} */
  let before;
  return effect(() => {
    const now = store.view.value?.presence;
    say(comings(before, now, config.userId));
    before = now;
  });
}

export function Announcements() {
  useEffect(() => effect(() => say(stopped.value)), []);
  useEffect(() => effect(() => void (document.title = isUp() ? `● Your turn · ${title}` : title)), []);
  useEffect(whoIsHere, []);
  useEffect(() => effect(() => store.heard.value.forEach((message) => say(told(message)))), []);
  return html`<p class="unseen" role="status">${said.value}</p>`;
}
