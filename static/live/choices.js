/** Everything that can be done, grouped by what it spends: for the turn under way, and for one that is prepared. */

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { AttackButton, MoreTargets, TargetChoice } from "./attacks.js";
import { aim } from "./aim.js";
import { CommandButton, CommandForm } from "./command.js";
import { html } from "./html.js";
import { config, selected } from "./page.js";
import { cellNamed, targetsOf } from "./reading.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Available} Available */

/**
 * What a choice becomes. `plans`: for later, when things may stand elsewhere.
 * @typedef {object} Making
 * @property {View} view
 * @property {string} id who does it
 * @property {string} [target]
 * @property {string[]} others whom it is aimed at besides
 * @property {boolean} [plans]
 * @property {(action: object) => [string, object]} command
 */

const GROUPS = /** @type {[import("./types.js").Spends, string][]} */ ([
  ["action", "Action"],
  ["bonusAction", "Bonus action"],
  ["movement", "Movement"],
  ["objectInteraction", "Handling an object"],
]);

/** @param {{view: View, id: string, menu: Record<string, Available>, plans?: boolean, command: (action: object) => [string, object]}} props */
export function Choices({ view, id, menu, plans, command }) {
  const targets = targetsOf(view, id);
  const target = (targets.find(([key]) => key === selected.value) ?? targets[0])?.[0];
  const more = useSignal(/** @type {string[]} */ ([]));
  const others = more.value.filter((one) => one !== target && targets.some(([key]) => key === one));
  const making = { view, id, target, others, plans, command };
  const entries = Object.entries(menu).filter(([, entry]) => entry.verb !== "end");
  return html`
    <${TargetChoice} targets=${targets} chosen=${target} actor=${view.participants[id]} view=${view} />
    <${MoreTargets} targets=${targets.filter(([key]) => key !== target)} more=${more} />
    ${GROUPS.map(([spends, title]) => html`<${Group} key=${spends} title=${title} entries=${entries.filter(([, entry]) => entry.spends === spends)} making=${making} />`)}
  `;
}

/** @param {{title: string, entries: [string, Available][], making: Making}} props */
function Group({ title, entries, making }) {
  if (!entries.length) return null;
  return html`
    <fieldset class="group">
      <legend>${title}</legend>
      ${entries.map(([key, entry]) => html`<${Choice} key=${key} entry=${entry} making=${making} />`)}
    </fieldset>
  `;
}

/** @param {{entry: Available, making: Making}} props */
function Choice({ entry, making }) {
  if (entry.verb === "attack") return html`<${AttackButton} entry=${entry} making=${making} />`;
  if (entry.verb === "move") return html`<${MoveForm} entry=${entry} making=${making} />`;
  if (entry.verb === "custom" || entry.verb === "interact") return html`<${FreeText} entry=${entry} making=${making} />`;
  const action = { type: entry.verb, ...(entry.itemId && { itemId: entry.itemId }), ...(entry.actionId && { actionId: entry.actionId }) };
  return html`
    <${CommandButton} reason=${entry.reason} command=${() => making.command(action)}>${entry.label}<//>
    ${entry.verb === "useItem" ? html`<${Give} entry=${entry} making=${making} />` : null}
  `;
}

/** The same potion for an ally who is chosen. @param {{entry: Available, making: Making}} props */
function Give({ entry, making: { view, id, target, command } }) {
  const other = target ? view.participants[target] : undefined;
  if (!other || other.side !== view.participants[id].side || target !== selected.value) return null;
  const action = { type: "useItem", itemId: entry.itemId, target };
  return html`<${CommandButton} reason=${entry.reason} command=${() => command(action)}>${entry.label} on ${other.name}<//>`;
}

/** Moving without the map. @param {{entry: Available, making: Making}} props */
function MoveForm({ entry, making }) {
  const input = useId();
  if (entry.reason) return html`<p class="reason">${entry.reason}</p>`;
  /** @param {FormData} form */
  const command = (form) => making.command({ type: "move", position: cellNamed(String(form.get("cell"))) });
  return html`
    <p class="muted small">${making.plans ? "Name the cell to end on." : "Choose a cell on the map, or name it."}</p>
    <${CommandForm} label="Move" command=${command}>
      <label class="unseen" for=${input}>Move to cell</label>
      <input id=${input} name="cell" required pattern=" *[A-Za-z]{1,2} *[0-9]{1,3} *" title="A cell such as C4" placeholder="C4" autocomplete="off" class="cell-input" />
    <//>
  `;
}

/** Anything, in words. @param {{entry: Available, making: Making}} props */
function FreeText({ entry, making: { target, others, plans, command } }) {
  const input = useId();
  if (entry.reason) return html`<${CommandButton} reason=${entry.reason} command=${() => command({ type: entry.verb })}>${entry.label}<//>`;
  const aimed = target && (target === selected.value || others.length) ? aim(target, others) : {};
  /** @param {FormData} form */
  const asked = (form) => command({ type: entry.verb, ...(entry.verb === "custom" && { actionType: "Custom" }), description: String(form.get("description")).trim(), ...aimed });
  return html`
    <${CommandForm} label=${config.role === "dm" || plans ? "Do it" : "Ask the DM"} command=${asked}>
      <label for=${input}>${entry.label}, in words</label>
      <textarea id=${input} name="description" required maxlength="2000" rows="2"></textarea>
    <//>
  `;
}
