/** What happened so far, newest last. */

import { html } from "./html.js";
import { store } from "./page.js";
import { useScrolledDown } from "./scroll.js";
import { namesIn, sentence } from "./sentences.js";

const FEW = 6;

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

/** The last few lines, for those who wait. */
export function Lately() {
  const name = namesIn(store.view.value);
  const lines = store.log.value.map((entry) => sentence(entry, name)).filter(Boolean).slice(-FEW);
  if (!lines.length) return null;
  return html`
    <section class="lately" aria-label="Lately">
      <h3>Lately</h3>
      <ul class="log">${lines.map((text, index) => html`<li key=${index}>${text}</li>`)}</ul>
    </section>
  `;
}

/** @param {import("./types.js").LogEntry} entry */
const kindOf = (entry) => (entry.event === "TURN_STARTED" ? "turn" : entry.event === "DEFEATED" ? "weighty" : "");

/** @param {import("./types.js").LogEntry} entry */
const heading = (entry) => (entry.event === "TURN_STARTED" ? html`<span class="muted small">Round ${entry.roundNumber} · </span>` : null);
