/** What I can do now: what is left to spend, what can be done with it, and the end of the turn. */

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { AttackButton, TargetChoice } from "./attacks.js";
import { CommandButton, CommandForm } from "./command.js";
import { useKeptFocus } from "./focus.js";
import { html } from "./html.js";
import { Lately } from "./log.js";
import { config, selected, store, takeTurn } from "./page.js";
import { activeId, activeName, cellNamed, isMyTurn, targetsOf } from "./reading.js";
import { verbWord } from "./sentences.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Available} Available */

const GROUPS = /** @type {[import("./types.js").Spends, string][]} */ ([
  ["action", "Action"],
  ["bonusAction", "Bonus action"],
  ["movement", "Movement"],
  ["objectInteraction", "Handling an object"],
]);

/** @param {{view: View}} props */
export function Act({ view }) {
  const { panel, heading } = useKeptFocus();
  const mine = isMyTurn(view, store.mine.value);
  const id = activeId(view) ?? "";
  const open = mine && !view.currentTurn?.ending && Boolean(view.availableActions?.[id]);
  return html`
    <div class="act" ref=${panel}>
      <h2 ref=${heading} tabindex="-1">${mine ? `What does ${activeName(view)} do?` : waitingWords(view)}</h2>
      ${mine ? html`<${Budget} view=${view} />` : null}
      <${FromTheDm} view=${view} />
      <${Submitted} view=${view} />
      ${open ? html`<${Choices} key=${view.currentTurn?.turnId} view=${view} id=${id} />` : html`<${Lately} />`}
    </div>
  `;
}

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
function Choices({ view, id }) {
  const ends = useSignal(false);
  const targets = targetsOf(view, id);
  const target = targets.find(([key]) => key === selected.value) ?? targets[0];
  const menu = Object.entries(view.availableActions?.[id] ?? {}).filter(([, entry]) => entry.verb !== "end");
  return html`
    <${TargetChoice} targets=${targets} chosen=${target?.[0]} actor=${view.participants[id]} view=${view} />
    ${GROUPS.map(([spends, title]) => {
      const entries = menu.filter(([, entry]) => entry.spends === spends);
      if (!entries.length) return null;
      return html`
        <fieldset key=${spends} class="group">
          <legend>${title}</legend>
          ${entries.map(([key, entry]) => html`<${Choice} key=${key} view=${view} id=${id} entry=${entry} target=${target?.[0]} ends=${ends} />`)}
        </fieldset>
      `;
    })}
    <div class="end-turn">
      <label class="check"><input type="checkbox" checked=${ends.value} onChange=${() => (ends.value = !ends.value)} /> The next thing I do ends my turn</label>
      <${CommandButton} kind="primary" command=${() => takeTurn(id, { type: "end" })}>End turn<//>
    </div>
  `;
}

/** @param {{view: View, id: string, entry: Available, target?: string, ends: import("@preact/signals").Signal<boolean>}} props */
function Choice({ view, id, entry, target, ends }) {
  if (entry.verb === "attack") return html`<${AttackButton} view=${view} id=${id} entry=${entry} target=${target} ends=${ends.value} />`;
  if (entry.verb === "move") return html`<${MoveForm} id=${id} entry=${entry} ends=${ends.value} />`;
  if (entry.verb === "custom") return html`<${FreeText} id=${id} entry=${entry} target=${target} ends=${ends.value} />`;
  const action = { type: entry.verb, ...(entry.itemId && { itemId: entry.itemId }), ...(entry.actionId && { actionId: entry.actionId }) };
  return html`
    <${CommandButton} reason=${entry.reason} command=${() => takeTurn(id, action, ends.value)}>${entry.label}<//>
    ${entry.verb === "useItem" ? html`<${Give} view=${view} id=${id} entry=${entry} target=${target} ends=${ends.value} />` : null}
  `;
}

/** The same potion for an ally who is chosen. @param {{view: View, id: string, entry: Available, target?: string, ends: boolean}} props */
function Give({ view, id, entry, target, ends }) {
  const other = target ? view.participants[target] : undefined;
  if (!other || other.side !== view.participants[id].side || target !== selected.value) return null;
  const action = { type: "useItem", itemId: entry.itemId, target };
  return html`<${CommandButton} reason=${entry.reason} command=${() => takeTurn(id, action, ends)}>${entry.label} on ${other.name}<//>`;
}

/** Moving without the map. @param {{id: string, entry: Available, ends: boolean}} props */
function MoveForm({ id, entry, ends }) {
  const input = useId();
  if (entry.reason) return html`<p class="reason">${entry.reason}</p>`;
  /** @param {FormData} form */
  const command = (form) => takeTurn(id, { type: "move", position: cellNamed(String(form.get("cell"))) }, ends);
  return html`
    <p class="muted small">Choose a cell on the map, or name it.</p>
    <${CommandForm} label="Move" command=${command}>
      <label class="unseen" for=${input}>Move to cell</label>
      <input id=${input} name="cell" required pattern=" *[A-Za-z]{1,2} *[0-9]{1,3} *" title="A cell such as C4" placeholder="C4" autocomplete="off" class="cell-input" />
    <//>
  `;
}

/** Anything, in words. @param {{id: string, entry: Available, target?: string, ends: boolean}} props */
function FreeText({ id, entry, target, ends }) {
  const input = useId();
  if (entry.reason) return html`<${CommandButton} reason=${entry.reason} command=${() => takeTurn(id, { type: "custom" })}>${entry.label}<//>`;
  const aim = target && target === selected.value ? { target } : {};
  /** @param {FormData} form */
  const command = (form) => takeTurn(id, { type: "custom", actionType: "Custom", description: String(form.get("description")).trim(), ...aim }, ends);
  return html`
    <${CommandForm} label=${config.role === "dm" ? "Do it" : "Ask the DM"} command=${command}>
      <label for=${input}>${entry.label}, in words</label>
      <textarea id=${input} name="description" required maxlength="2000" rows="2"></textarea>
    <//>
  `;
}
