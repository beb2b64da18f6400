/** What the DM does with the table as a whole, and below it with one creature. */

import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import { BringIn } from "./bring-in.js";
import { CommandButton, CommandForm } from "./command.js";
import { CreaturePanel } from "./creature-panel.js";
import { html } from "./html.js";
import { MissedTurns } from "./missed-turns.js";
import { activeId, activeName } from "./reading.js";
import { Rewind } from "./rewind.js";
import { TableSettings } from "./table-settings.js";

/** @typedef {import("./types.js").View} View */

/** @param {{view: View}} props */
export function DmControls({ view }) {
  const live = view.liveStatus === "live" || view.liveStatus === "paused";
  return html`
    <div class="stack">
      ${live ? html`<${TurnControls} view=${view} /><${MissedTurns} view=${view} />` : null}
      ${view.liveStatus === "live" ? html`<${ByHand} key=${view.initiativeOrder.length} view=${view} />` : null}
      ${view.liveStatus === "completed" ? null : html`<${CreaturePanel} view=${view} />`}
      ${live ? html`<${BringIn} view=${view} />` : null}
      ${live ? html`<${ShareXp} view=${view} />` : null}
      <${ThroughTheirEyes} view=${view} />
      ${live ? html`<${TableSettings} view=${view} /><${EndButton} view=${view} />` : null}
    </div>
  `;
}

/** @param {{view: View}} props */
function TurnControls({ view }) {
  const reason = useSignal("");
  const id = useId();
  const why = () => (reason.value.trim() ? { reason: reason.value.trim() } : {});
  const done = () => (reason.value = "");
  return html`
    <section class="stack" aria-label="The game">
      <h2>The game</h2>
      <div class="field">
        <label for=${id}>Reason <span class="muted">(for pausing or skipping; may be empty)</span></label>
        <input id=${id} value=${reason.value} maxlength="2000" autocomplete="off" onInput=${(/** @type {any} */ event) => (reason.value = event.currentTarget.value)} />
      </div>
      <div class="buttons">
        ${view.liveStatus === "live" ? html`<${CommandButton} key="pause" command=${() => ["pauseInteraction", why()]} onDone=${done}>Pause<//>` : null}
        ${view.currentTurn ? html`<${CommandButton} key="skip" command=${() => ["skipTurn", { turnId: view.currentTurn?.turnId, ...why() }]} onDone=${done}>Skip ${activeName(view)}<//>` : null}
        ${view.currentTurn?.timeLimit ? html`<${CommandButton} key="time" command=${() => ["grantTime", { entityId: activeId(view) }]}>A minute more for ${activeName(view)}<//>` : null}
        ${someAreMissing(view) ? html`<${CommandButton} key="missing" command=${() => ["rollInitiative", { scope: "missing" }]}>Roll for who is missing<//>` : null}
        ${view.turnNumber ? html`<${Rewind} key="rewind" view=${view} />` : null}
      </div>
    </section>
  `;
}

/** Whether somebody joined after the rolls. @param {View} view */
const someAreMissing = (view) => view.initiativeOrder.length > 0 && view.initiativeOrder.length < Object.keys(view.participants).length;

/** Experience points for whoever is here now. @param {{view: View}} props */
function ShareXp({ view }) {
  const id = useId();
  const here = Object.entries(view.participants).filter(([, one]) => one.userId && view.presence?.[one.userId]?.connected);
  if (!here.length) return null;
  /** @param {FormData} form @returns {[string, object]} */
  const command = (form) => ["grantReward", { entityIds: here.map(([key]) => key), xp: Number(form.get("xp")), note: String(form.get("note")) }];
  return html`
    <details>
      <summary>Share XP among those present</summary>
      <${CommandForm} label="Share" command=${command}>
        <p class="muted">${here.map(([, one]) => one.name).join(", ")}</p>
        <div class="field"><label for=${`${id}-xp`}>XP for all together</label><input id=${`${id}-xp`} name="xp" type="number" min="1" max="1000000" required /></div>
        <div class="field"><label for=${`${id}-for`}>What for</label><input id=${`${id}-for`} name="note" maxlength="2000" autocomplete="off" /></div>
      <//>
    </details>
  `;
}

/** What the others see, each on a page of its own. @param {{view: View}} props */
function ThroughTheirEyes({ view }) {
  const others = Object.entries(view.presence ?? {}).filter(([, person]) => person.role !== "dm");
  if (!others.length) return null;
  return html`
    <details>
      <summary>See it as a player does</summary>
      <ul class="lines">
        ${others.map(([id, person]) => html`<li key=${id}><a href=${`?as=${encodeURIComponent(id)}`} target="_blank" rel="noopener">What ${person.name} sees</a></li>`)}
      </ul>
    </details>
  `;
}

/** Initiative that was rolled with real dice. @param {{view: View}} props */
function ByHand({ view }) {
  const first = view.initiativeOrder.length === 0;
  const rolls = Object.fromEntries(view.initiativeOrder.map((entry) => [entry.entityId, entry.initiativeRoll]));
  /** @param {FormData} form @returns {[string, object]} */
  const command = (form) => {
    const values = Object.fromEntries([...form].filter(([id, total]) => total !== "" && view.participants[id]).map(([id, total]) => [id, Number(total)]));
    if (!first) return ["updateInitiative", { values }];
    const edged = (/** @type {string} */ edge) => Object.keys(view.participants).filter((id) => form.get(`edge ${id}`) === edge);
    return ["rollInitiative", { scope: "all", values, advantage: edged("advantage"), disadvantage: edged("disadvantage") }];
  };
  return html`
    <details>
      <summary>Initiative by hand</summary>
      <${CommandForm} label=${first ? "Use these, roll the rest" : "Use these"} command=${command}>
        ${Object.entries(view.participants).map(([id, one]) => html`
            <div key=${id} class="inline">
              <label class="check"><input type="number" name=${id} min="-20" max="100" defaultValue=${rolls[id] ?? ""} /> ${one.name}</label>
              ${first ? html`<select name=${`edge ${id}`} aria-label=${`${one.name} rolls`}><option value="">rolls one die</option><option value="advantage">advantage</option><option value="disadvantage">disadvantage</option></select>` : null}
            </div>
          `)}
      <//>
    </details>
  `;
}

/** Ending is final, so it is asked back once. @param {{view: View}} props */
function EndButton({ view }) {
  const dialog = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const id = useId();
  const reason = useSignal("");
  /** @param {string} outcome @returns {[string, object]} */
  const end = (outcome) => ["endInteraction", { outcome, ...(reason.value.trim() && { reason: reason.value.trim() }) }];
  useEffect(() => () => dialog.current?.close(), []);
  const items = Object.values(view.prizes?.items ?? {}).map((item) => item.name);
  const xp = Object.values(view.prizes?.xp ?? {}).reduce((sum, amount) => sum + amount, 0);
  return html`
    <button type="button" class="danger" onClick=${() => dialog.current?.showModal()}>End the interaction…</button>
    <dialog ref=${dialog} aria-labelledby=${id}>
      <div class="stack">
        <h2 id=${id}>End “${view.name}”?</h2>
        <p>This is final. Completing writes XP and items to the characters; cancelling writes nothing.</p>
        ${xp ? html`<p>${xp} XP are given out on completion.</p>` : null}
        ${items.length ? html`<p class="muted">To give away: ${items.join(", ")}.</p>` : null}
        <div class="field"><label for=${`${id}-why`}>How it ended <span class="muted">(for everybody; may be empty)</span></label><input id=${`${id}-why`} maxlength="2000" autocomplete="off" value=${reason.value} onInput=${(/** @type {any} */ event) => (reason.value = event.currentTarget.value)} /></div>
        <${CommandButton} kind="primary" command=${() => end("completed")}>Complete it<//>
        <${CommandButton} kind="danger" command=${() => end("cancelled")}>Cancel it<//>
        <button type="button" onClick=${() => dialog.current?.close()}>Go on playing</button>
      </div>
    </dialog>
  `;
}
