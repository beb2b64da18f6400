/** How it ended, and who got what. */

import { html } from "./html.js";
import { config, store } from "./page.js";
import { fallen } from "./reading.js";

/** @param {{view: import("./types.js").View}} props */
export function Ended({ view }) {
  const rewards = Object.values(view.rewards);
  return html`
    <section class="card ended" aria-labelledby="ended-title">
      <h2 id="ended-title">${view.outcome === "cancelled" ? "Cancelled: nothing of it lasts" : `${view.name} is over`}</h2>
      <p class="muted">${howWords(view)}</p>
      ${reason() ? html`<p>${reason()}</p>` : null}
      ${fallen(view).map(([word, who]) => html`<p key=${word}><span class="muted">${word}:</span> ${who}.</p>`)}
      ${rewards.length ? html`<h3>Rewards</h3><ul class="lines">${byWinner(view).map(([id, said]) => html`<li key=${id}><span class="name">${view.participants[id]?.name ?? "Somebody"}</span>: ${said}</li>`)}</ul>` : html`<p>There were no rewards.</p>`}
      <p class="buttons"><a class="button" href=${config.campaignUrl}>Back to the campaign</a> <a class="button" href=${`/interactions/${config.interactionId}/dice/`}>Check the dice</a></p>
    </section>
  `;
}

/** @param {import("./types.js").View} view */
function howWords(view) {
  const rounds = view.roundNumber ? `after ${view.roundNumber} ${view.roundNumber === 1 ? "round" : "rounds"}` : "before the first round";
  return view.outcome === "cancelled" ? `The DM called it off ${rounds}.` : `The DM brought it to its end ${rounds}.`;
}

/** What the DM said of it. */
const reason = () => /** @type {string} */ (store.log.value.filter((entry) => entry.event === "INTERACTION_ENDED").at(-1)?.reason ?? "");

/** What each got, in one line. @param {import("./types.js").View} view @returns {[string, string][]} */
function byWinner(view) {
  /** @type {Map<string, {xp: number, things: string[]}>} */
  const won = new Map();
  for (const reward of Object.values(view.rewards)) {
    const sum = won.get(reward.entityId) ?? { xp: 0, things: [] };
    sum.xp += reward.xp ?? 0;
    if (reward.item) sum.things.push(reward.item.name);
    won.set(reward.entityId, sum);
  }
  return [...won].map(([id, { xp, things }]) => [id, [...(xp ? [`${xp} XP`] : []), ...things].join(", ") || "the DM’s thanks"]);
}
