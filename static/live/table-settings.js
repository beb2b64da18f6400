/** How this table plays: who resolves, who may talk, and how long a turn may take. */

import { useId } from "preact/hooks";
import { CommandForm } from "./command.js";
import { html } from "./html.js";

/** @typedef {import("./types.js").View} View */

const MODES = [
  ["hybrid", "by the rules, free text by me"],
  ["review", "all by me"],
  ["auto", "by the rules"],
];

const MISSED = [
  ["auto", "whenever their player wants"],
  ["dm", "when I allow it"],
  ["off", "never"],
];

const MORE = [
  ["auto", "ten times by itself, then I am asked"],
  ["dm", "when I allow it"],
];

/** @param {FormData} form @returns {[string, object]} */
function command(form) {
  return [
    "updateTurnSettings",
    {
      resolutionMode: form.get("mode"),
      chatEnabled: form.has("chat"),
      allowPrivateChat: form.has("private"),
      turnTimeLimit: seconds(form.get("limit")),
      dmTurnTimeLimit: seconds(form.get("dm-limit")),
      timeWarning: Number(form.get("warning")),
      moreTime: form.get("more"),
      missedTurns: form.get("missed"),
    },
  ];
}

/** Nothing: no clock. @param {FormDataEntryValue | null} text */
const seconds = (text) => (text ? Number(text) : null);

/** @param {{view: View}} props */
export function TableSettings({ view: { settings } }) {
  return html`
    <details>
      <summary>Settings of this table</summary>
      <${CommandForm} label="Set" command=${command}>
        <${Choice} name="mode" label="Actions are resolved" options=${MODES} value=${settings.resolutionMode} />
        <label class="check"><input type="checkbox" name="chat" defaultChecked=${settings.chatEnabled} /> Players may chat; to the DM they may always write</label>
        <label class="check"><input type="checkbox" name="private" defaultChecked=${settings.allowPrivateChat} /> While they may, also in private, which no DM reads</label>
        <${Limit} name="limit" label="Seconds for a player’s turn" value=${settings.turnTimeLimit} />
        <${Limit} name="dm-limit" label="Seconds for any other turn" value=${settings.dmTurnTimeLimit} />
        <p class="muted small">Empty: no clock. Another limit counts from the next turn on.</p>
        <${Limit} name="warning" label="Warn at so many seconds" value=${settings.timeWarning ?? 20} min="0" max="3600" required />
        <${Choice} name="more" label="More time is given" options=${MORE} value=${settings.moreTime} />
        <${Choice} name="missed" label="Missed turns are taken" options=${MISSED} value=${settings.missedTurns} />
      <//>
    </details>
  `;
}

/** @param {{name: string, label: string, options: string[][], value?: string}} props */
function Choice({ name, label, options, value }) {
  const id = useId();
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      <select id=${id} name=${name}>
        ${options.map(([key, text]) => html`<option key=${key} value=${key} defaultSelected=${key === value}>${text}</option>`)}
      </select>
    </div>
  `;
}

/** @param {{name: string, label: string, value?: number, min?: string, max?: string, required?: boolean}} props */
function Limit({ name, label, value, min = "5", max = "86400", required = false }) {
  const id = useId();
  return html`
    <div class="row-between"><label for=${id}>${label}</label><input id=${id} name=${name} type="number" min=${min} max=${max} required=${required} defaultValue=${value ?? ""} /></div>
  `;
}
