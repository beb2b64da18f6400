/** A player's own characters: their figures, what they carry, and what the DM has noted for them. */

import { html } from "./html.js";
import { Mark } from "./mark.js";
import { Health } from "./order.js";
import { Origins } from "./origins.js";
import { store } from "./page.js";
import { reachWords } from "./reading.js";

/** @typedef {import("./types.js").View} View */

/** @param {{view: View}} props */
export function Sheet({ view }) {
  const ids = store.mine.value;
  if (!ids.length) return html`<p class="muted">You play nobody here.</p>`;
  return html`<div class="stack">${ids.map((id) => html`<${One} key=${id} view=${view} id=${id} />`)}<${Origins} /></div>`;
}

/** @param {{view: View, id: string}} props */
function One({ view, id }) {
  const one = view.participants[id];
  const attacks = Object.entries(one.attacks ?? {});
  const items = Object.entries(one.inventory ?? {});
  const note = view.notes?.[id];
  return html`
    <section class="stack" aria-label=${one.name}>
      <div class="row-between"><h2 class="sheet-name"><${Mark} one=${one} /> ${one.name}</h2><${Health} one=${one} /></div>
      <dl class="figures">
        <${Figure} term="Armor Class" value=${one.armorClass} />
        <${Figure} term="Speed" value=${one.speed && `${one.speed} ft`} />
        <${Figure} term="XP" value=${one.xp ?? 0} />
      </dl>
      ${note ? html`<p class="note"><span class="muted small">From the DM: </span>${note}</p>` : null}
      ${attacks.length ? html`<h3>Attacks</h3><ul class="lines">${attacks.map(([key, attack]) => html`<${AttackLine} key=${key} attack=${attack} />`)}</ul>` : null}
      <h3>Carried</h3>
      ${items.length ? html`<ul class="lines">${items.map(([key, item]) => html`<${ItemLine} key=${key} item=${item} />`)}</ul>` : html`<p class="muted">Nothing.</p>`}
    </section>
  `;
}

/** @param {{term: string, value: any}} props */
const Figure = ({ term, value }) => (value === undefined ? null : html`<div><dt>${term}</dt><dd>${value}</dd></div>`);

/** @param {{attack: import("./types.js").Attack}} props */
const AttackLine = ({ attack }) => html`
  <li><span class="name">${attack.name}</span> <span class="muted small">${signed(attack.toHit)} to hit · ${reachWords(attack)} · ${attack.damage}</span></li>
`;

/** @param {{item: import("./types.js").Item}} props */
const ItemLine = ({ item }) => html`
  <li>
    <span class="name">${item.name}</span>${item.quantity > 1 ? html` × ${item.quantity}` : null}
    ${item.equipped ? html` <span class="tag">equipped</span>` : null}
    ${item.attack ? html` <span class="muted small">${signed(item.attack.toHit)} to hit · ${item.attack.damage}</span>` : null}
  </li>
`;

/** @param {number} number */
export const signed = (number) => (number < 0 ? `−${-number}` : `+${number}`);
