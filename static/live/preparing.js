/** The next turn, prepared while others act; and what becomes of it when it begins. */

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Choices } from "./choices.js";
import { CommandButton } from "./command.js";
import { html } from "./html.js";
import { config, store, takeTurn } from "./page.js";
import { actionWords, isWhole, plannable, preparable, prepare, preparedFor, without } from "./plan.js";

/** @typedef {import("./types.js").View} View */

/** @param {{view: View}} props */
export function Preparing({ view }) {
  const chosen = useSignal("");
  const ids = preparable(view, store.mine.value);
  if (config.role === "spectator" || view.liveStatus === "idle" || view.liveStatus === "completed" || !ids.length) return null;
  const id = ids.find((one) => one === chosen.value) ?? ids.find((one) => preparedFor(view, one).length) ?? ids[0];
  const several = ids.filter((one) => preparedFor(view, one).length).length;
  const summary = config.role === "dm" ? "Prepare a creature’s turn" : "Prepare your next turn";
  return html`
    <details class="preparing">
      <summary>${summary}${several ? html` <span class="tag">${several === 1 ? "prepared" : `${several} prepared`}</span>` : null}</summary>
      <div class="stack">
        ${ids.length > 1 ? html`<${Whose} view=${view} ids=${ids} id=${id} onChange=${(/** @type {string} */ next) => (chosen.value = next)} />` : null}
        <${Queue} key=${id} view=${view} id=${id} />
      </div>
    </details>
  `;
}

/** @param {{view: View, ids: string[], id: string, onChange: (id: string) => void}} props */
function Whose({ view, ids, id, onChange }) {
  const field = useId();
  return html`
    <div class="field">
      <label for=${field}>Whose turn</label>
      <select id=${field} value=${id} onChange=${(/** @type {any} */ event) => onChange(event.currentTarget.value)}>
        ${ids.map((key) => html`<option key=${key} value=${key} selected=${key === id}>${view.participants[key].name}${preparedFor(view, key).length ? " (prepared)" : ""}</option>`)}
      </select>
    </div>
  `;
}

/** @param {{view: View, id: string}} props */
function Queue({ view, id }) {
  const actions = preparedFor(view, id);
  const { name } = view.participants[id];
  const command = (/** @type {object} */ action) => prepare(view, id, action);
  return html`
    ${actions.length ? html`<p>As soon as ${name} is up, this happens by itself:</p>` : html`<p class="muted small">What you choose here happens in order as soon as ${name} is up, if it is still possible then.</p>`}
    ${actions.length
      ? html`<ol class="queue" aria-label=${`Prepared for ${name}`}>
          ${actions.map((action, place) => html`<li key=${`${place}-${actions.length}`}><span>${actionWords(view, id, action)}</span><${CommandButton} kind="plain" name=${`Take out: ${actionWords(view, id, action)}`} command=${() => without(view, id, place)}>Take out<//></li>`)}
        </ol>
        <div class="buttons">
          ${isWhole(actions) ? null : html`<${CommandButton} key="end" command=${() => command({ type: "end" })}>Then end the turn<//>`}
          <${CommandButton} key="clear" command=${() => ["queueTurn", { entityId: id, actions: [] }]}>Drop it all<//>
        </div>`
      : null}
    ${isWhole(actions) ? null : html`<${Choices} view=${view} id=${id} menu=${plannable(view.participants[id])} plans command=${command} />`}
  `;
}

/** What had been prepared for the turn under way and is not done: because it stopped, or because no DM is there. @param {{view: View, id: string}} props */
export function Prepared({ view, id }) {
  const now = view.queuedTurn?.[id]?.now;
  if (!now || !store.mine.value.includes(id)) return null;
  const words = now.actions.map((action) => actionWords(view, id, action)).join("; ");
  if (!now.stopped) return words ? html`<p class="note">Waits for the DM: ${words}.</p>` : null;
  return html`<div class="note"><p class="name">What was prepared has stopped: ${now.stopped.message}</p>${words ? html`<p class="small">Not done: ${words}.</p>` : null}</div>`;
}

/** One's turn while no DM is there. @param {{view: View, id: string}} props */
export function WhileAway({ view, id }) {
  return html`
    <p>You may go on: what you submit now waits, and is done when the DM is back, if it is still possible then.</p>
    <${Choices} view=${view} id=${id} menu=${plannable(view.participants[id])} plans command=${(/** @type {object} */ action) => takeTurn(id, action)} />
    <${CommandButton} kind="primary" command=${() => takeTurn(id, { type: "end" })}>End turn<//>
  `;
}
