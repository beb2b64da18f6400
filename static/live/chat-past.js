/** What was said before that which the page has: it is asked for page by page, newest first. */

import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { fetched, pathOf } from "./fetched.js";
import { html } from "./html.js";
import { config, store } from "./page.js";

/** Said once there is nothing before it. */
const BEGINS = "Here the chat begins.";

/** A button above the chat, as long as there may be more. Whoever looks through another's eyes has no such right. */
export function Earlier() {
  const next = useSignal(`/api/interactions/${config.interactionId}/chat/?newest_first=true`);
  const said = useSignal("");
  const asking = useSignal(false);
  const words = useRef(/** @type {HTMLElement | null} */ (null));
  const whole = said.value === BEGINS;
  useLayoutEffect(() => {
    if (whole) words.current?.focus(); // the button, which had the focus, has gone
  }, [whole]);
  if (config.viewAs) return null;
  async function ask() {
    if (asking.peek()) return;
    asking.value = true;
    const found = await further(next.peek());
    asking.value = false;
    if (!found) {
      said.value = "The server does not answer. Try again.";
      return;
    }
    next.value = found.next;
    store.saidBefore(found.messages);
    said.value = found.next ? `${found.messages.length} earlier messages.` : BEGINS;
  }
  return html`
    ${next.value ? html`<button type="button" class="plain" aria-busy=${asking.value ? "true" : undefined} onClick=${ask}>Earlier messages</button>` : null}
    <p class="muted small" role="status" tabindex="-1" ref=${words}>${said.value}</p>
  `;
}

/**
 * The next page that has something new; the last one may have nothing.
 * @param {string} path @returns {Promise<{messages: import("./types.js").ChatMessage[], next: string} | undefined>} undefined without an answer
 */
async function further(path) {
  const known = new Set(store.chat.peek().map(({ id }) => id));
  for (;;) {
    const page = await fetched(path);
    if (!page) return undefined;
    const messages = page.results.filter((/** @type {{id: string}} */ { id }) => !known.has(id)).reverse();
    const next = page.next ? pathOf(page.next) : "";
    if (messages.length || !next) return { messages, next };
    path = next;
  }
}
