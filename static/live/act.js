/** What I can do now: what is left to spend, what can be done with it, and the end of the turn. */

import { useSignal } from "@preact/signals";
import { Choices } from "./choices.js";
import { CommandButton } from "./command.js";
import { useKeptFocus } from "./focus.js";
import { html } from "./html.js";
import { MyInitiative } from "./initiative.js";
import { keysOn } from "./keys.js";
import { Lately } from "./log.js";
import { MyMissedTurns } from "./missed-turns.js";
import { config, store, takeTurn } from "./page.js";
import { Prepared, Preparing, WhileAway } from "./preparing.js";
import { activeId, activeName, isMyTurn, waitsForDm } from "./reading.js";
import { verbWord } from "./sentences.js";

/** @typedef {import("./types.js").View} View */

/** @param {{view: View}} props */
export function Act({ view }) {
  const { panel, heading } = useKeptFocus();
  const mine = isMyTurn(view, store.mine.value);
  const id = activeId(view) ?? "";
  const open = mine && !view.currentTurn?.ending && Boolean(view.availableActions?.[id]);
  return html`
    <div class="act" ref=${panel}>
      <h2 ref=${heading} tabindex="-1">${mine ? headline(view) : waitingWords(view)}</h2>
      ${mine && !view.currentTurn?.ending ? html`<${Budget} view=${view} />` : null}
      <${MyInitiative} view=${view} />
      <${MyMissedTurns} view=${view} />
      <${FromTheDm} view=${view} />
      <${Submitted} view=${view} />
      <${Prepared} view=${view} id=${id} />
      ${open ? html`<${MyTurn} key=${view.currentTurn?.turnId} view=${view} id=${id} />` : null}
      ${waitsForDm(view, store.mine.value) && config.role === "player" ? html`<${WhileAway} key=${view.currentTurn?.turnId} view=${view} id=${id} />` : null}
      <${Preparing} view=${view} />
      ${open ? null : html`<${Lately} />`}
    </div>
  `;
}

/** @param {View} view */
const headline = (view) => (view.currentTurn?.ending ? "Your turn is over as soon as the DM has decided." : `What does ${activeName(view)} do?`);

/** @param {View} view */
function waitingWords(view) {
  if (config.role === "spectator") return "You watch.";
  if (view.liveStatus === "idle") return "The game has not begun.";
  if (view.liveStatus === "paused") return "The game is paused.";
  if (view.liveStatus === "completed") return "It is over.";
  if (view.status === "PENDING_INITIATIVE") return "Initiative comes first.";
  if (!view.currentTurn) return "The first turn is about to begin.";
  const name = activeName(view);
  return config.role === "dm" || !store.mine.value.length ? `${name} is acting.` : `Not your turn yet: ${name} is acting.`;
}

/** Three lines, and a fourth for the hands. @param {{view: View}} props */
function Budget({ view }) {
  const budget = view.currentTurn?.budget;
  const speed = view.participants[activeId(view) ?? ""]?.speed ?? 0;
  if (!budget) return null;
  return html`
    <ul class="budget" aria-label="Left this turn">
      <li>Action <${Pip} left=${budget.action} /></li>
      <li>Bonus <${Pip} left=${budget.bonusAction} /></li>
      <li>Object <${Pip} left=${budget.objectInteraction} /></li>
      <li>Move <span class="name">${budget.movement}${speed >= budget.movement ? ` / ${speed}` : ""} ft</span></li>
    </ul>
  `;
}

/** @param {{left: number}} props */
const Pip = ({ left }) => html`<span class=${left > 0 ? "pip" : "pip spent"} aria-hidden="true">${left > 0 ? "●" : "○"}</span><span class="unseen">${left > 0 ? left : "spent"}</span>`;

/** What the DM let her know, until it is cleared; a question stands beside what was asked instead. @param {{view: View}} props */
function FromTheDm({ view }) {
  if (config.role === "dm") return null;
  const asked = Object.values(view.reviewQueue).filter((action) => action.outcome === "asked_back").map((action) => action.entityId);
  const notes = store.mine.value.filter((id) => view.notes?.[id] && !asked.includes(id));
  const several = store.mine.value.length > 1;
  return html`${notes.map((id) => html`<p key=${id} class="note"><span class="muted small">From the DM${several ? ` to ${view.participants[id]?.name ?? ""}` : ""}: </span>${view.notes?.[id]}</p>`)}`;
}

/** What of mine waits for the DM, and what she asked. @param {{view: View}} props */
function Submitted({ view }) {
  const waiting = Object.entries(view.reviewQueue).filter(([, action]) => store.mine.value.includes(action.entityId));
  if (config.role === "dm" || !waiting.length) return null;
  return html`
    <ul class="submitted">
      ${waiting.map(
        ([actionId, action]) => html`
          <li key=${actionId} class="note">
            <p>${action.outcome === "asked_back" ? "The DM asks back" : "Waiting for the DM"}: ${action.description ? `“${action.description}”` : verbWord(action.verb)}</p>
            ${action.outcome === "asked_back" && view.notes?.[action.entityId] ? html`<p class="name">${view.notes[action.entityId]}</p><p class="small">Answer in the chat, or take it back and say it anew.</p>` : null}
            <${CommandButton} command=${() => ["withdrawAction", { actionId }]}>Take it back<//>
          </li>
        `,
      )}
    </ul>
  `;
}

/** @param {{view: View, id: string}} props */
function MyTurn({ view, id }) {
  const ends = useSignal(false);
  return html`
    <${Choices} view=${view} id=${id} menu=${view.availableActions?.[id] ?? {}} command=${(/** @type {object} */ action) => takeTurn(id, action, ends.value)} />
    <div class="end-turn">
      <label class="check"><input type="checkbox" checked=${ends.value} onChange=${() => (ends.value = !ends.value)} /> The next thing I do ends my turn</label>
      <${CommandButton} kind="primary" command=${() => takeTurn(id, { type: "end" })}>End turn<//>
      ${view.currentTurn?.timeLimit ? html`<label class="check small"><input type="checkbox" checked=${keysOn.value} onChange=${() => (keysOn.value = !keysOn.value)} /> The key T gives me more time</label>` : null}
    </div>
  `;
}
