/** Taking turns back: the DM chooses a turn, reads what would change, and only then does it. What was taken back can be redone. */

import { signal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { CommandButton } from "./command.js";
import { html } from "./html.js";
import { client, config } from "./page.js";
import { fetchTurns, standingTurns, turnChoices, undoneWords } from "./turn-history.js";

/** @typedef {import("./types.js").View} View */
/** What a preview answers. @typedef {{words: string[], undone: number}} Preview */

/** The turns that can be gone back to, newest first. */
const choices = signal(/** @type {[string, string][]} */ ([]));
/** The turn to go back to. */
const chosen = signal("");
const preview = signal(/** @type {Preview | undefined} */ (undefined));
const redo = signal(/** @type {Preview | undefined} */ (undefined));
const wrong = signal("");
const isOpen = signal(false);

/** @param {{view: View}} props */
export function Rewind({ view }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const id = useId();
  useEffect(() => () => dialog.current?.close(), []);
  const close = () => dialog.current?.close();
  const open = async () => {
    await look(view);
    isOpen.value = true;
    dialog.current?.showModal();
  };
  return html`
    <button type="button" onClick=${open}>Take turns back…</button>
    <dialog ref=${dialog} aria-labelledby=${id} onClose=${() => (isOpen.value = false)}>
      <div class="stack">
        <h2 id=${id}>Take turns back</h2>
        ${isOpen.value ? html`<${Back} view=${view} done=${close} /><${Redo} done=${close} />` : null}
        <button type="button" onClick=${close}>Leave it as it is</button>
      </div>
    </dialog>
  `;
}

/** Everything afresh: which turns there are, and what the nearest choice would change. @param {View} view */
async function look(view) {
  [choices.value, redo.value] = await Promise.all([turns(view), ask({ redo: true }).catch(() => undefined)]);
  const now = view.currentTurn?.turnId;
  chosen.value = (choices.value.find(([turnId]) => turnId !== now) ?? choices.value[0])?.[0] ?? "";
  await show();
}

/** @param {View} view @returns {Promise<[string, string][]>} */
const turns = async (view) => turnChoices(view, standingTurns(await fetchTurns(config.interactionId)));

/** @param {object} fields @returns {Promise<Preview>} */
const ask = (fields) => /** @type {Promise<Preview>} */ (client.send("backtrackTurn", { ...fields, preview: true }));

/** What going back to the chosen turn would change. */
async function show() {
  preview.value = undefined;
  wrong.value = "";
  await lookAgain();
}

/** The same, when others have played on meanwhile; what stands there stays until there is something newer. */
async function lookAgain() {
  const toTurn = chosen.peek();
  if (!toTurn) return;
  try {
    const answer = await ask({ toTurn });
    if (chosen.peek() === toTurn) preview.value = answer;
  } catch (refused) {
    preview.value = undefined;
    wrong.value = /** @type {import("./types.js").Refusal} */ (refused).message;
  }
}

/** @param {{view: View, done: () => void}} props */
function Back({ view, done }) {
  const id = useId();
  useEffect(() => void lookAgain(), [view.currentTurn?.turnId, view.participants, view.reviewQueue]);
  if (!choices.value.length) return html`<p>No turn has begun yet.</p>`;
  /** @param {any} event */
  const choose = (event) => {
    chosen.value = event.currentTarget.value;
    show();
  };
  return html`
    <div class="field">
      <label for=${id}>Back to the start of</label>
      <select id=${id} value=${chosen.value} onChange=${choose}>${choices.value.map(([key, text]) => html`<option key=${key} value=${key} selected=${key === chosen.value}>${text}</option>`)}</select>
    </div>
    <div role="status">${wrong.value ? html`<p class="refusal">${wrong.value}</p>` : html`<${Words} shown=${preview.value} />`}</div>
    ${preview.value ? html`<${CommandButton} kind="primary" command=${() => ["backtrackTurn", { toTurn: chosen.value }]} onDone=${done}>Take back ${undoneWords(preview.value.undone)}<//>` : null}
  `;
}

/** @param {{shown?: Preview}} props */
function Words({ shown }) {
  if (!shown) return html`<p class="muted">Looking…</p>`;
  return html`<p class="muted small">Then:</p><ul class="bullets">${shown.words.map((text, at) => html`<li key=${at}>${text}</li>`)}</ul><p class="muted small">Chat, settings and the dice go on as they are.</p>`;
}

/** @param {{done: () => void}} props */
function Redo({ done }) {
  if (!redo.value) return null;
  return html`
    <section class="note" aria-label="Go on after all">
      <p>What was taken back last can come again.</p>
      <ul class="bullets small">${redo.value.words.map((text, at) => html`<li key=${at}>${text}</li>`)}</ul>
      <${CommandButton} command=${() => ["backtrackTurn", { redo: true }]} onDone=${done}>Redo it<//>
    </section>
  `;
}
