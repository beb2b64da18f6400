/** Aiming: whom, with what, how far, and what it takes to hit. */

import { useId } from "preact/hooks";
import { CommandButton } from "./command.js";
import { html } from "./html.js";
import { selected } from "./page.js";
import { farthest, feetApart, healthWord, reachWords } from "./reading.js";
import { signed } from "./sheet.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Participant} Participant */

/** @param {{targets: [string, Participant][], chosen?: string, actor: Participant, view: View}} props */
export function TargetChoice({ targets, chosen, actor, view }) {
  const id = useId();
  if (!targets.length) return html`<p class="muted">There is nobody to aim at.</p>`;
  return html`
    <div class="field">
      <label for=${id}>Target</label>
      <select id=${id} value=${chosen} onChange=${(/** @type {any} */ event) => (selected.value = event.currentTarget.value)}>
        ${targets.map(([key, one]) => html`<option key=${key} value=${key} selected=${key === chosen}>${optionText(view, actor, one)}</option>`)}
      </select>
    </div>
  `;
}

/** @param {View} view @param {Participant} actor @param {Participant} one */
const optionText = (view, actor, one) => [one.name, `${feetApart(view, actor, one)} ft`, healthWord(one)].filter(Boolean).join(" · ");

/** Target and confirm in one step. @param {{entry: import("./types.js").Available, making: import("./choices.js").Making}} props */
export function AttackButton({ entry, making: { view, id, target, plans, command } }) {
  const actor = view.participants[id];
  const attack = (entry.itemId && actor.inventory?.[entry.itemId]?.attack) || actor.attacks?.[entry.actionId ?? ""];
  const other = target ? view.participants[target] : undefined;
  const reason = entry.reason || (other ? !plans && tooFar(view, actor, other, attack) : "There is nobody to aim at.");
  const chosen = entry.itemId ? { itemId: entry.itemId } : { actionId: entry.actionId };
  return html`
    <${CommandButton} reason=${reason} note=${attack && note(attack, other)} command=${() => command({ type: "attack", target, ...chosen })}>
      ${other ? `Attack ${other.name} with ${entry.label}` : entry.label}
    <//>
  `;
}

/** @param {View} view @param {Participant} actor @param {Participant} other @param {import("./types.js").Attack | undefined} attack */
function tooFar(view, actor, other, attack) {
  const feet = feetApart(view, actor, other);
  if (!attack || feet <= farthest(attack)) return "";
  return `${other.name} is ${feet} ft away; ${reachWords(attack)}.`;
}

/** @param {import("./types.js").Attack} attack @param {Participant | undefined} other */
function note(attack, other) {
  const needed = other?.armorClass === undefined ? "" : ` (hits AC ${other.armorClass} on ${Math.max(2, Math.min(20, other.armorClass - attack.toHit))}+)`;
  return `${signed(attack.toHit)} to hit${needed} · ${attack.damage} · ${reachWords(attack)}`;
}

