/** The party's talk. */

import { useId } from "preact/hooks";
import { CommandForm } from "./command.js";
import { html } from "./html.js";
import { config, store } from "./page.js";
import { useScrolledDown } from "./scroll.js";

/** @param {{view: import("./types.js").View}} props */
export function Chat({ view }) {
  const messages = store.chat.value;
  const list = useScrolledDown(messages.length);
  return html`
    <div class="chat">
      ${messages.length ? null : html`<p class="muted">Nobody has said anything yet.</p>`}
      <ol class="chat-list" ref=${list} tabindex="0" aria-label="Chat">
        ${messages.map(
          (message) => html`
            <li key=${message.id} class=${message.userId === config.userId ? "mine" : ""}>
              <span class="chat-who">${message.name}<time class="muted small"> ${clock(message.timestamp)}</time></span>
              <span class="chat-text">${message.content}</span>
            </li>
          `,
        )}
      </ol>
      <${Say} view=${view} />
    </div>
  `;
}

/** @param {{view: import("./types.js").View}} props */
function Say({ view }) {
  const id = useId();
  if (config.role === "spectator") return html`<p class="muted">Spectators read along.</p>`;
  if (!view.settings.chatEnabled) return html`<p class="muted">The DM has closed the chat.</p>`;
  if (view.liveStatus === "completed") return html`<p class="muted">The game is over, and so is its chat.</p>`;
  return html`
    <${CommandForm} label="Send" command=${(/** @type {FormData} */ form) => ["sendChat", { type: "party", content: String(form.get("content")).trim() }]}>
      <label class="unseen" for=${id}>Message to the party</label>
      <input id=${id} name="content" required maxlength="2000" autocomplete="off" placeholder="Say something" />
    <//>
  `;
}

/** @param {number | undefined} at */
const clock = (at) => (at ? new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : "");
