/** Aiming: whom, with what, how far, and what it takes to hit. */

import { useId } from "preact/hooks";
import { aim, listed } from "./aim.js";
import { CommandButton } from "./command.js";
import { html } from "./html.js";
import { config, selected } from "./page.js";
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

/** Whom else; the DM is asked about what is aimed at several. @param {{targets: [string, Participant][], more: import("@preact/signals").Signal<string[]>}} props */
export function MoreTargets({ targets, more }) {
  if (!targets.length) return null;
  /** @param {string} key @param {boolean} aimedAt */
  const turn = (key, aimedAt) => (more.value = [...more.value.filter((one) => one !== key), ...(aimedAt ? [key] : [])]);
  return html`
    <details class="more-targets">
      <summary>At several at once</summary>
      ${targets.map(
        ([key, one]) => html`
          <label key=${key} class="check">
            <input type="checkbox" checked=${more.value.includes(key)} onChange=${(/** @type {any} */ event) => turn(key, event.currentTarget.checked)} />
            And ${one.name}
          </label>
        `,
      )}
    </details>
  `;
}

/** Target and confirm in one step. @param {{entry: import("./types.js").Available, making: import("./choices.js").Making}} props */
export function AttackButton({ entry, making: { view, id, target, others, plans, command } }) {
  const actor = view.participants[id];
  const attack = (entry.itemId && actor.inventory?.[entry.itemId]?.attack) || actor.attacks?.[entry.actionId ?? ""];
  const other = target ? view.participants[target] : undefined;
  const all = [...(other ? [other] : []), ...others.map((one) => view.participants[one])];
  const far = all.map((one) => tooFar(view, actor, one, attack)).find(Boolean);
  const reason = entry.reason || (target ? (!plans && far) || "" : "There is nobody to aim at.");
  const chosen = entry.itemId ? { itemId: entry.itemId } : { actionId: entry.actionId };
  return html`
    <${CommandButton} reason=${reason} note=${attack && note(attack, all)} command=${() => command({ type: "attack", ...aim(target ?? "", others), ...chosen })}>
      ${other ? `Attack ${listed(all.map((one) => one.name))} with ${entry.label}` : entry.label}
    <//>
  `;
}

/** @param {View} view @param {Participant} actor @param {Participant} other @param {import("./types.js").Attack | undefined} attack */
function tooFar(view, actor, other, attack) {
  const feet = feetApart(view, actor, other);
  if (!attack || feet <= farthest(attack)) return "";
  return `${other.name} is ${feet} ft away; ${reachWords(attack)}.`;
}

/** @param {import("./types.js").Attack} attack @param {Participant[]} aimedAt */
function note(attack, aimedAt) {
  const [other] = aimedAt;
  if (aimedAt.length > 1) return `${signed(attack.toHit)} to hit each · ${attack.damage}${config.role === "dm" ? "" : " · the DM is asked"}`;
  const needed = other?.armorClass === undefined ? "" : ` (hits AC ${other.armorClass} on ${Math.max(2, Math.min(20, other.armorClass - attack.toHit))}+)`;
  return `${signed(attack.toHit)} to hit${needed} · ${attack.damage} · ${reachWords(attack)}`;
}

