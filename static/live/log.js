/** What happened so far, newest last. */

import { html } from "./html.js";
import { store } from "./page.js";
import { useScrolledDown } from "./scroll.js";
import { namesIn, sentence } from "./sentences.js";

export function Log() {
  const name = namesIn(store.view.value);
  const lines = store.log.value.map((entry, index) => ({ entry, index, text: sentence(entry, name) })).filter((line) => line.text);
  const list = useScrolledDown(lines.length);
  if (!lines.length) return html`<p class="muted">Nothing has happened yet.</p>`;
  return html`
    <ol class="log" ref=${list} tabindex="0" aria-label="Log">
      ${lines.map(({ entry, index, text }) => html`<li key=${`${entry.at}-${index}`} class=${kindOf(entry)}>${heading(entry)}${text}</li>`)}
    </ol>
  `;
}

/** @param {import("./types.js").LogEntry} entry */
const kindOf = (entry) => (entry.event === "TURN_STARTED" ? "turn" : entry.event === "DEFEATED" ? "weighty" : "");

/** @param {import("./types.js").LogEntry} entry */
const heading = (entry) => (entry.event === "TURN_STARTED" ? html`<span class="muted small">Round ${entry.roundNumber} · </span>` : null);
