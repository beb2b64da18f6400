/** Turns that were passed over: their player takes them at the next gap, or asks the DM to be let. */

import { CommandButton } from "./command.js";
import { html } from "./html.js";
import { config, store } from "./page.js";
import { missedOf } from "./reading.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").MissedTurn} MissedTurn */

/** What a player missed. @param {{view: View}} props */
export function MyMissedTurns({ view }) {
  const ids = config.role === "player" ? store.mine.value : [];
  return html`${ids.map((id) => html`<${Mine} key=${id} view=${view} id=${id} missed=${missedOf(view, id)} />`)}`;
}

/** @param {{view: View, id: string, missed: MissedTurn[]}} props */
function Mine({ view, id, missed }) {
  if (!missed.length) return null;
  const open = missed.find((one) => !one.wanted && !one.granted);
  const asks = view.settings.missedTurns === "dm";
  return html`
    <div class="note" role="group" aria-label=${`Missed by ${view.participants[id].name}`}>
      ${missed.map((one) => html`<p key=${one.roundNumber}>${view.participants[id].name} missed a turn in round ${one.roundNumber}. ${comes(one, asks)}</p>`)}
      ${open ? html`<${CommandButton} command=${() => ["takeMissedTurn", { entityId: id }]}>${asks ? "Ask to take it" : "Take it as soon as this turn is over"}<//>` : null}
    </div>
  `;
}

/** @param {MissedTurn} missed @param {boolean} asks whether a DM decides */
function comes(missed, asks) {
  if (missed.granted || (missed.wanted && !asks)) return "It comes as soon as the turn under way is over.";
  return missed.wanted ? "The DM is asked." : "";
}

/** What anybody missed, for the DM to grant. @param {{view: View}} props */
export function MissedTurns({ view }) {
  const missed = Object.entries(view.missedTurns ?? {}).filter(([, one]) => view.participants[one.entityId]);
  if (!missed.length || view.settings.missedTurns === "off") return null;
  return html`
    <section class="stack" aria-label="Missed turns">
      <h2>Missed turns</h2>
      <ul class="lines">
        ${missed.map(([turnId, one]) => html`<li key=${turnId}>${grantLine(view, one)}</li>`)}
      </ul>
    </section>
  `;
}

/** @param {View} view @param {MissedTurn} one */
function grantLine(view, one) {
  const asks = view.settings.missedTurns === "dm";
  const { name } = view.participants[one.entityId];
  const where = `${name}, round ${one.roundNumber}`;
  if (one.granted || (one.wanted && !asks)) return html`<p>${where}: comes at the next gap.</p>`;
  return html`<p>${where}${one.wanted ? html`: <strong>the player asks for it</strong>` : ""}</p><${CommandButton} kind=${one.wanted ? "primary" : ""} command=${() => ["grantMissedTurn", { entityId: one.entityId }]}>Let ${name} take it next<//>`;
}
