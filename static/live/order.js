/** Everybody in the order of their turns: who they are, how they are, and who is up. */

import { useLayoutEffect, useRef } from "preact/hooks";
import { html } from "./html.js";
import { Mark } from "./mark.js";
import { selected, store } from "./page.js";
import { activeId, SHAPE_WORDS } from "./reading.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Participant} Participant */

/** @param {{view: View}} props */
export function Order({ view }) {
  const rolled = view.initiativeOrder.filter((entry) => view.participants[entry.entityId]);
  const others = Object.keys(view.participants).filter((id) => !rolled.some((entry) => entry.entityId === id));
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => showNow(list.current), [view.currentTurn?.turnId]);
  return html`
    <section class="order" aria-labelledby="order-title">
      <h2 id="order-title">${rolled.length ? "Order" : "At the table"}</h2>
      <ol class="order-list" tabindex="0" ref=${list} aria-labelledby="order-title">
        ${rolled.map((entry) => html`<${Row} key=${entry.entityId} id=${entry.entityId} view=${view} roll=${entry.initiativeRoll} />`)}
        ${others.map((id) => html`<${Row} key=${id} id=${id} view=${view} />`)}
      </ol>
      <${People} view=${view} />
    </section>
  `;
}

/** Where the order is a strip, the active one stands at its beginning. @param {HTMLElement | null} list */
function showNow(list) {
  const now = /** @type {HTMLElement | null | undefined} */ (list?.querySelector("[aria-current]"));
  if (list && now) list.scrollLeft = now.offsetLeft;
}

/** @param {{view: View, id: string, roll?: number}} props */
function Row({ view, id, roll }) {
  const one = view.participants[id];
  const now = activeId(view) === id;
  const mine = store.you.value.role === "player" && store.mine.value.includes(id);
  return html`
    <li class=${`order-row${now ? " now" : ""}${one.defeated ? " down" : ""}${selected.value === id ? " chosen" : ""}`} aria-current=${now ? "true" : undefined}>
      <${Mark} one=${one} />
      <div class="order-text">
        <span class="order-name">
          <button type="button" class="name" aria-pressed=${selected.value === id ? "true" : "false"} onClick=${() => choose(id)}>${one.name}</button>
          <span class="unseen">, ${mine ? "yours" : SHAPE_WORDS[one.side]}</span>
          ${now ? html`<span class="tag now-tag">now</span>` : null}
          ${mine ? html`<span class="tag">you</span>` : null}
        </span>
        <${Health} one=${one} />
        <${Words} one=${one} />
      </div>
      ${roll === undefined ? null : html`<span class="roll" title="Initiative"><span class="unseen">initiative </span>${roll}</span>`}
    </li>
  `;
}

/** @param {string} id */
const choose = (id) => (selected.value = selected.value === id ? "" : id);

/** Bar and number where the number may be known, else the word. @param {{one: Participant}} props */
export function Health({ one }) {
  if (one.currentHP === undefined || !one.maxHP) return one.hpWord ? html`<span class=${`hp-word ${one.hpWord.replace(" ", "-")}`}>${one.hpWord}</span>` : null;
  const share = Math.max(0, Math.min(1, one.currentHP / one.maxHP));
  const state = share <= 0.1 ? "near-death" : share <= 0.5 ? "bloodied" : "well";
  return html`
    <span class="hp">
      <span class=${`bar ${state}`} aria-hidden="true"><span style=${{ width: `${share * 100}%` }}></span></span>
      <span>${one.currentHP}/${one.maxHP}<span class="unseen"> hit points</span>${one.tempHP ? html` +${one.tempHP}` : null}</span>
    </span>
  `;
}

/** Conditions and the like, as short words. @param {{one: Participant}} props */
function Words({ one }) {
  const words = [...one.conditions];
  if (one.defeated && one.currentHP !== undefined) words.unshift("defeated");
  if (one.dodging) words.push("dodging");
  if (one.hidden) words.push("hidden");
  return words.length ? html`<span class="words">${words.map((word) => html`<span class="tag">${word}</span>`)}</span>` : null;
}

/** Who sits at the table. @param {{view: View}} props */
function People({ view }) {
  const people = Object.entries(view.presence ?? {});
  if (!people.length) return null;
  return html`
    <ul class="people" aria-label="People at the table">
      ${people.map(([id, person]) => html`<li key=${id} class=${person.connected ? "here" : "away"}>${person.name}${person.role === "dm" ? " (DM)" : ""}<span class="small"> ${person.connected ? "here" : "away"}</span></li>`)}
    </ul>
  `;
}
