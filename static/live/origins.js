/** Where what is shown comes from, and what its licence asks us to say: once for each source, at the foot of what shows it. */

import { html } from "./html.js";
import { config } from "./page.js";
import { originsOf, originWords } from "./reading.js";

/** @param {{of?: import("./types.js").Origin[]}} props */
export function Origins({ of = config.origins ?? [] }) {
  const sentences = originsOf(of).map(originWords);
  if (!sentences.length) return null;
  return html`<footer class="stack">${sentences.map((sentence) => html`<p key=${sentence} class="origin muted small">${sentence}</p>`)}</footer>`;
}
