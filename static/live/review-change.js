/** Approving with changes: other damage, another target, a reward, a note to the owner. */

import { useId } from "preact/hooks";
import { CommandForm } from "./command.js";
import { html } from "./html.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Waiting} Waiting */

/** @param {{view: View, actionId: string, action: Waiting}} props */
export function ChangeForm({ view, actionId, action }) {
  const id = useId();
  const target = action.targets?.[0] ?? "";
  const proposed = action.effects?.find((effect) => effect.damage?.length)?.damage ?? [];
  const others = Object.entries(view.participants).filter(([key]) => key !== action.entityId);
  const prizes = Object.entries(view.prizes?.items ?? {});
  return html`
    <${CommandForm} label="Approve with changes" kind="primary" command=${(/** @type {FormData} */ form) => changed(actionId, action, form)}>
      <div class="inline">
        <div class="field">
          <label for=${`${id}-target`}>Who is hit</label>
          <select id=${`${id}-target`} name="target">
            <option value="">nobody</option>
            ${others.map(([key, one]) => html`<option key=${key} value=${key} defaultSelected=${key === target}>${one.name}</option>`)}
          </select>
        </div>
        <div class="field"><label for=${`${id}-damage`}>Damage</label><input id=${`${id}-damage`} name="damage" type="number" min="0" max="1000" defaultValue=${proposed.reduce((sum, [amount]) => sum + amount, 0) || ""} /></div>
      </div>
      <div class="inline">
        <div class="field"><label for=${`${id}-xp`}>XP for it</label><input id=${`${id}-xp`} name="xp" type="number" min="0" max="1000000" /></div>
        ${prizes.length ? html`<div class="field"><label for=${`${id}-item`}>Item for it</label><select id=${`${id}-item`} name="item"><option value="">none</option>${prizes.map(([key, item]) => html`<option key=${key} value=${key}>${item.name}</option>`)}</select></div>` : null}
      </div>
      <div class="field"><label for=${`${id}-notes`}>Note to ${view.participants[action.entityId]?.name ?? "the player"}</label><input id=${`${id}-notes`} name="notes" maxlength="2000" autocomplete="off" /></div>
    <//>
  `;
}

/** @param {string} actionId @param {Waiting} action @param {FormData} form @returns {[string, object]} */
function changed(actionId, action, form) {
  const word = (/** @type {string} */ name) => String(form.get(name) ?? "").trim();
  const [target, damage, xp, item, notes] = ["target", "damage", "xp", "item", "notes"].map(word);
  const changes = {
    ...(target && damage && { damage: { [target]: Number(damage) } }),
    ...(target && target !== action.targets?.[0] && { targets: [target] }),
  };
  return [
    "resolveAction",
    {
      actionId,
      outcome: "approved_modified",
      ...(Object.keys(changes).length && { changes }),
      ...(xp && { awardedXp: Number(xp) }),
      ...(item && { awardedItemIds: [item] }),
      ...(notes && { notes }),
    },
  ];
}
