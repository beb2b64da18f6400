/** The DM's hand on one creature: hit points, conditions, place, whether it is seen, and rewards. */

import { useId } from "preact/hooks";
import { timeWords } from "./clock.js";
import { CommandButton, CommandForm } from "./command.js";
import { html } from "./html.js";
import { Mark } from "./mark.js";
import { Health } from "./order.js";
import { Origins } from "./origins.js";
import { selected } from "./page.js";
import { cellName, cellNamed } from "./reading.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Participant} Participant */

/** @param {{view: View}} props */
export function CreaturePanel({ view }) {
  const id = useId();
  const chosen = view.participants[selected.value] ? selected.value : Object.keys(view.participants)[0];
  if (!chosen) return null;
  return html`
    <section class="stack" aria-label="One creature">
      <h2>One creature</h2>
      <div class="field">
        <label for=${id}>Creature</label>
        <select id=${id} value=${chosen} onChange=${(/** @type {any} */ event) => (selected.value = event.currentTarget.value)}>
          ${Object.entries(view.participants).map(([key, one]) => html`<option key=${key} value=${key} selected=${key === chosen}>${one.name}${one.hidden ? " (hidden)" : ""}</option>`)}
        </select>
      </div>
      <${Hand} key=${chosen} view=${view} id=${chosen} one=${view.participants[chosen]} />
      <${Origins} />
    </section>
  `;
}

/** @param {string} entityId @param {object} changes @returns {[string, object]} */
const override = (entityId, changes) => ["override", { entityId, changes }];

const DISPLAYS = [
  ["exact", "as a number"],
  ["word", "as a word"],
  ["hidden", "not at all"],
];

/** @param {{view: View, id: string, one: Participant}} props */
function Hand({ view, id, one }) {
  const field = useId();
  /** @param {FormData} form */
  const words = (form) => String(form.get("conditions")).split(",").map((word) => word.trim()).filter(Boolean);
  return html`
    <div class="row-between"><span class="sheet-name"><${Mark} one=${one} /> <span class="name">${one.name}</span></span><${Health} one=${one} /></div>
    <p class="muted small">AC ${one.armorClass} · speed ${one.speed} ft · at ${cellName(one.position)}</p>
    <div class="buttons">
      ${one.entityType === "playerCharacter" ? null : one.hidden ? html`<${CommandButton} key="reveal" kind="primary" command=${() => override(id, { hidden: false })}>Reveal ${one.name}<//>` : html`<${CommandButton} key="hide" command=${() => override(id, { hidden: true })}>Hide from the players<//>`}
    </div>
    <${CommandForm} label="Set" command=${(/** @type {FormData} */ form) => override(id, { hp: Number(form.get("hp")) })}>
      <label for=${`${field}-hp`}>Hit points</label>
      <input id=${`${field}-hp`} name="hp" type="number" min="0" max=${one.maxHP} required defaultValue=${one.currentHP} />
    <//>
    <${CommandForm} label="Set" command=${(/** @type {FormData} */ form) => override(id, { conditions: words(form) })}>
      <label for=${`${field}-conditions`}>Conditions</label>
      <input id=${`${field}-conditions`} name="conditions" defaultValue=${one.conditions.join(", ")} placeholder="prone, poisoned" autocomplete="off" />
    <//>
    <${CommandForm} label="Place" command=${(/** @type {FormData} */ form) => override(id, { position: cellNamed(String(form.get("cell"))) })}>
      <label for=${`${field}-cell`}>Put on cell</label>
      <input id=${`${field}-cell`} name="cell" required pattern=" *[A-Za-z]{1,2} *[0-9]{1,3} *" title="A cell such as C4" placeholder=${cellName(one.position)} autocomplete="off" class="cell-input" />
    <//>
    <${CommandForm} label="Set" command=${(/** @type {FormData} */ form) => override(id, { hpDisplay: form.get("display") })}>
      <label for=${`${field}-display`}>Players see its hit points</label>
      <select id=${`${field}-display`} name="display" class="short">
        ${DISPLAYS.map(([value, text]) => html`<option key=${value} value=${value} defaultSelected=${value === one.hpDisplay}>${text}</option>`)}
      </select>
    <//>
    <${TimeFactor} view=${view} id=${id} one=${one} />
    <details>
      <summary>Take ${one.name} out of the game</summary>
      <${CommandButton} kind="danger" command=${() => ["removeParticipant", { entityId: id }]}>Remove ${one.name}<//>
    </details>
    ${one.entityType === "playerCharacter" ? html`<${Prize} view=${view} id=${id} one=${one} />` : null}
  `;
}

const FACTORS = [0.5, 1, 1.5, 2, 3, 5];

/** More time for who needs more, from her next turn on. @param {{view: View, id: string, one: Participant}} props */
function TimeFactor({ view, id, one }) {
  const field = useId();
  const limit = one.userId ? view.settings.turnTimeLimit : view.settings.dmTurnTimeLimit;
  const now = one.timeFactor ?? 1;
  if (!limit) return null;
  const factors = [...new Set([...FACTORS, now])].sort((a, b) => a - b);
  return html`
    <${CommandForm} label="Set" command=${(/** @type {FormData} */ form) => override(id, { timeFactor: Number(form.get("factor")) })}>
      <label for=${field}>Time for its turns</label>
      <select id=${field} name="factor" class="short">
        ${factors.map((factor) => html`<option key=${factor} value=${factor} defaultSelected=${factor === now}>${timeWords(limit * factor * 1000)}${factor === 1 ? "" : ` (${factor} ×)`}</option>`)}
      </select>
    <//>
  `;
}

/** @param {{view: View, id: string, one: Participant}} props */
function Prize({ view, id, one }) {
  const field = useId();
  const items = Object.entries(view.prizes?.items ?? {});
  /** @param {FormData} form @returns {[string, object]} */
  const command = (form) => {
    const item = String(form.get("item") ?? "");
    return ["grantReward", { entityId: id, ...(form.get("xp") && { xp: Number(form.get("xp")) }), ...(item && { itemIds: [item] }), ...(form.get("note") && { note: String(form.get("note")) }) }];
  };
  return html`
    <fieldset class="group">
      <legend>A reward for ${one.name}</legend>
      <${CommandForm} label="Give" command=${command}>
        <div class="inline">
          <div class="field"><label for=${`${field}-xp`}>XP</label><input id=${`${field}-xp`} name="xp" type="number" min="0" max="1000000" /></div>
          ${items.length ? html`<div class="field"><label for=${`${field}-item`}>Item</label><select id=${`${field}-item`} name="item"><option value="">none</option>${items.map(([key, item]) => html`<option key=${key} value=${key}>${item.name}</option>`)}</select></div>` : null}
          <div class="field"><label for=${`${field}-note`}>For what</label><input id=${`${field}-note`} name="note" maxlength="2000" autocomplete="off" /></div>
        </div>
      <//>
    </fieldset>
  `;
}
