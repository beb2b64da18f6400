/** Before the first turn: who rolls, who is still to roll, and real dice that lie on a table. */

import { useId } from "preact/hooks";
import { CommandForm } from "./command.js";
import { html } from "./html.js";
import { askedOfMe, names } from "./reading.js";
import { store } from "./page.js";

/** @typedef {import("./types.js").View} View */
/** A button of the turn line: what it says, what it asks for. @typedef {{label: string, command: [string, object], primary?: boolean}} Step */

/** Who has no place in the order yet. @param {View} view @returns {string[]} */
const unplaced = (view) => Object.keys(view.participants).filter((id) => !view.initiativeOrder.some((entry) => entry.entityId === id) && !view.participants[id].defeated);

/** What a DM can do while the order is not whole. @param {View} view @returns {Step[]} */
export function dmSteps(view) {
  const asked = Object.keys(view.initiativeRequests ?? {});
  const missing = unplaced(view);
  const players = missing.filter((id) => view.participants[id].userId);
  const some = view.initiativeOrder.length > 0 || asked.length > 0;
  const creatures = missing.length - players.length;
  const all = some ? { label: "Roll for who is missing", command: roll("missing") } : { label: "Roll initiative", command: roll("all") };
  /** @type {(Step | false)[]} */
  const steps = [
    missing.length > 0 && { ...all, primary: !(asked.length && creatures) },
    asked.length > 0 && creatures > 0 && { label: "Roll for my creatures", command: roll("dm"), primary: true },
    players.length > 0 && players.some((id) => !asked.includes(id)) && { label: "Ask the players to roll", command: ["requestInitiative", {}] },
    missing.length === 0 && { label: "Begin", command: ["beginTurns", {}], primary: true },
  ];
  return /** @type {Step[]} */ (steps.filter(Boolean));
}

/** @param {string} scope @returns {[string, object]} */
const roll = (scope) => ["rollInitiative", { scope }];

/** Who is still to roll, in words. @param {View} view */
export function waitingFor(view) {
  const asked = names(view, Object.keys(view.initiativeRequests ?? {}));
  return asked && `still to roll: ${asked}`;
}

/** For a player who was asked and rolls a die of her own. @param {{view: View}} props */
export function MyInitiative({ view }) {
  const mine = askedOfMe(view, store.mine.value);
  const field = useId();
  if (!mine.length || store.you.value.role !== "player") return null;
  /** @param {FormData} form @returns {[string, object]} */
  const command = (form) => ["rollInitiative", { values: Object.fromEntries(mine.map((id) => [id, Number(form.get(id))])) }];
  return html`
    <details class="note">
      <summary>I roll a real die</summary>
      <${CommandForm} label="Use this" command=${command}>
        ${mine.map((id) => html`<div key=${id} class="field"><label for=${field + id}>Total for ${view.participants[id].name}, with its modifier</label><input id=${field + id} name=${id} type="number" min="-20" max="100" required /></div>`)}
      <//>
    </details>
  `;
}
