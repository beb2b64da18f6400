/** The page's one live region, fed by what the room tells. */

import { effect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { createAnnouncer } from "./announce.js";
import { html } from "./html.js";
import { store } from "./page.js";
import { namesIn, sentence } from "./sentences.js";

const { said, say } = createAnnouncer();
export { say };

/** @param {any} message */
function told(message) {
  const view = store.view.peek();
  if (message.type === "chatMessage") return `${message.message.name}: ${message.message.content}`;
  if (message.event === "TURN_STARTED" && store.mine.peek().includes(message.entityId)) {
    return `Your turn, ${namesIn(view)(message.entityId)}.`;
  }
  return sentence(message, namesIn(view));
}

export function Announcements() {
  useEffect(() => effect(() => store.heard.value.forEach((message) => say(told(message)))), []);
  return html`<p class="unseen" role="status">${said.value}</p>`;
}
