/** The DM's desk: one waiting action at a time, and the next one comes up in the same place. */

import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { CommandButton, CommandForm } from "./command.js";
import { useKeptFocus } from "./focus.js";
import { html } from "./html.js";
import { keysOn, onKeys } from "./keys.js";
import { ChangeForm } from "./review-change.js";
import { cellName } from "./reading.js";
import { amounts, namesIn, verbWord } from "./sentences.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Waiting} Waiting */

/** @param {{view: View}} props */
export function ReviewCard({ view }) {
  const { panel, heading } = useKeptFocus();
  const waiting = Object.entries(view.reviewQueue).sort(([, a], [, b]) => later(a) - later(b) || a.submittedAt - b.submittedAt);
  return html`
    <section class=${`review${waiting.length ? " card" : ""}`} aria-label="Review" ref=${panel}>
      <h2 ref=${heading} tabindex="-1" class=${waiting.length ? "" : "unseen"}>${waiting.length ? `For you to decide${waiting.length > 1 ? ` (1 of ${waiting.length})` : ""}` : "Nothing waits for you"}</h2>
      ${waiting.length ? html`<${Decision} key=${waiting[0][0]} view=${view} actionId=${waiting[0][0]} action=${waiting[0][1]} />` : null}
    </section>
  `;
}

/** What was asked back waits behind the others. @param {Waiting} action */
const later = (action) => Number(action.outcome === "asked_back");

/** @param {{view: View, actionId: string, action: Waiting}} props */
function Decision({ view, actionId, action }) {
  const mode = useSignal("");
  const name = namesIn(view);
  useEffect(() => onKeys(["1", "2", "3", "4"], (key) => press(key)), []);
  /** @param {string} key */
  const press = (key) => document.getElementById(`review-${key}`)?.querySelector("button")?.click();
  /** @param {string} next */
  const toggle = (next) => (mode.value = mode.value === next ? "" : next);
  return html`
    <p><span class="name">${name(action.entityId)}</span>: ${action.description ? `“${action.description}”` : verbWord(action.verb)}${aimed(action, name)}</p>
    ${action.effects?.map((effect) => html`<p class="effect">${effectWords(effect, name)}</p>`)}
    ${action.reason ? html`<p class="muted small">${action.reason}</p>` : null}
    ${action.outcome === "asked_back" ? html`<p class="muted small">You asked back${action.notes ? `: ${action.notes}` : ""}.</p>` : null}
    <div class="buttons decide">
      <div id="review-1"><${CommandButton} kind="primary" command=${() => resolve(actionId, "approved")}>Approve <${Key} n="1" /><//></div>
      <${Opener} n="2" open=${mode.value === "change"} toggle=${() => toggle("change")}>Change<//>
      <${Opener} n="3" open=${mode.value === "deny"} toggle=${() => toggle("deny")}>Deny<//>
      <${Opener} n="4" open=${mode.value === "ask"} toggle=${() => toggle("ask")}>Ask<//>
    </div>
    ${mode.value === "change" ? html`<${ChangeForm} view=${view} actionId=${actionId} action=${action} />` : null}
    ${mode.value === "deny" ? html`<${Words} label=${`Note to ${name(action.entityId)}: why not?`} button="Deny" required command=${(/** @type {string} */ notes) => resolve(actionId, "denied", notes)} />` : null}
    ${mode.value === "ask" ? html`<${Words} label=${`Note to ${name(action.entityId)}: what do you want to know?`} button="Ask back" required command=${(/** @type {string} */ notes) => resolve(actionId, "asked_back", notes)} onDone=${() => (mode.value = "")} />` : null}
    <label class="check small"><input type="checkbox" checked=${keysOn.value} onChange=${() => (keysOn.value = !keysOn.value)} /> Keys 1 to 4 decide</label>
  `;
}

/** @param {string} actionId @param {string} outcome @param {string} [notes] @returns {[string, object]} */
const resolve = (actionId, outcome, notes) => ["resolveAction", { actionId, outcome, ...(notes && { notes }) }];

/** @param {{n: string}} props */
const Key = ({ n }) => (keysOn.value ? html`<kbd aria-hidden="true">${n}</kbd>` : null);

/** @param {{n: string, open: boolean, toggle: () => void, children?: any}} props */
const Opener = ({ n, open, toggle, children }) => html`
  <div id=${`review-${n}`}><button type="button" aria-expanded=${open ? "true" : "false"} onClick=${toggle}>${children} <${Key} n=${n} /></button></div>
`;

/** @param {{label: string, button: string, required?: boolean, command: (notes: string) => [string, object], onDone?: () => void}} props */
function Words({ label, button, required, command, onDone }) {
  const id = useId();
  useEffect(() => document.getElementById(id)?.focus(), []);
  return html`
    <${CommandForm} label=${button} command=${(/** @type {FormData} */ form) => command(String(form.get("notes")).trim())} onDone=${onDone}>
      <label for=${id}>${label}</label>
      <input id=${id} name="notes" required=${required} maxlength="2000" autocomplete="off" />
    <//>
  `;
}

/** @param {Waiting} action @param {import("./sentences.js").NameOf} name */
const aimed = (action, name) => (action.targets?.length ? ` → ${action.targets.map(name).join(", ")}` : "");

/** @param {import("./types.js").Effect} effect @param {import("./sentences.js").NameOf} name */
export function effectWords(effect, name) {
  if (effect.kind === "attack") {
    const result = effect.critical ? "a critical hit" : effect.hit ? "hits" : "misses";
    const hurt = effect.hit && effect.damage?.length ? `: ${amounts(effect.damage)} damage` : "";
    return `Rolled ${effect.total} against ${name(effect.target)}’s AC ${effect.armorClass}, ${result}${hurt}.`;
  }
  if (effect.kind === "move") return `Moves ${effect.feet} feet${effect.path?.length ? ` to ${cellName(effect.path[effect.path.length - 1])}` : ""}.`;
  if (effect.kind === "heal") return `${name(effect.target)} would regain ${effect.amount} hit points.`;
  return `Would ${effect.kind}.`;
}
