/** What is said: to the party, between a player and the DM, and in private. */

import { signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Earlier } from "./chat-past.js";
import { CommandButton, CommandForm } from "./command.js";
import { html } from "./html.js";
import { config, store } from "./page.js";
import { recipients } from "./reading.js";
import { useScrolledDown } from "./scroll.js";

/** @param {{view: import("./types.js").View}} props */
export function Chat({ view }) {
  const messages = store.chat.value;
  const list = useScrolledDown(messages.length);
  return html`
    <div class="chat">
      <${Earlier} key=${store.begun.value} />
      ${messages.length ? null : html`<p class="muted">Nobody has said anything yet.</p>`}
      <ol class="chat-list" ref=${list} tabindex="0" aria-label="Chat">
        ${messages.map(
          (message) => html`
            <li key=${message.id} class=${message.type === "system" ? "system" : message.userId === config.userId ? "mine" : ""}>
              <span class="chat-who">${message.type === "system" ? null : html`${message.name}${whom(message, view)}`}<time class="muted small"> ${clock(message.timestamp)}</time></span>
              <span class="chat-text">${message.content}</span>
              ${
                config.role === "dm" && message.type !== "system"
                  ? html`<${CommandButton} kind="plain" name=${`Hide what ${message.name} said: ${message.content.slice(0, 40)}`} command=${() => hide(message)}>Hide<//>`
                  : null
              }
            </li>
          `,
        )}
      </ol>
      <${Say} view=${view} />
    </div>
  `;
}

/** To whom somebody writes. It stays chosen: what follows upon a private word is not for everybody. */
const to = signal("");

/** @param {{view: import("./types.js").View}} props */
function Say({ view }) {
  const id = useId();
  if (config.role === "spectator") return html`<p class="muted">Spectators read along.</p>`;
  const choices = recipients(view, config.userId, config.role === "dm");
  return html`
    <${CommandForm} label="Send" command=${(/** @type {FormData} */ form) => message(form)}>
      <label class="unseen" for=${`${id}-to`}>To</label>
      <select id=${`${id}-to`} name="to" onChange=${(/** @type {any} */ event) => (to.value = event.currentTarget.value)}>${choices.map(([value, text]) => html`<option key=${value} value=${value} defaultSelected=${value === to.value}>${text}</option>`)}</select>
      <label class="unseen" for=${id}>Message</label>
      <input id=${id} name="content" required maxlength="2000" autocomplete="off" placeholder="Say something, or /roll 2d6+3" />
    <//>
  `;
}

/** @param {FormData} form @returns {[string, object]} */
function message(form) {
  const [type, recipient] = String(form.get("to")).split(" ");
  return ["sendChat", { type, content: String(form.get("content")).trim(), ...(recipient ? { recipients: [recipient] } : {}) }];
}

/** @param {import("./types.js").ChatMessage} message @returns {[string, object]} */
const hide = (message) => ["hideChat", { messageId: message.id }];

/** To whom a message that is not for everybody went. @param {import("./types.js").ChatMessage} message @param {import("./types.js").View} view */
function whom(message, view) {
  if (message.type === "party") return "";
  const names = (message.recipients ?? []).map((id) => (id === config.userId ? "you" : (view.presence?.[id]?.name ?? "somebody")));
  return html`<span class="muted small"> to ${names.join(", ") || "the DM"}${message.type === "private" ? ", in private" : ""}</span>`;
}

/** @param {number | undefined} at */
const clock = (at) => (at ? new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : "");
