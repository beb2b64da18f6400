/** Somebody comes in the middle of the game: looked up in the library or the campaign, and put where there is room. */

import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { CommandButton, Refusal } from "./command.js";
import { fetched } from "./fetched.js";
import { html } from "./html.js";
import { Origins } from "./origins.js";
import { cellNamed } from "./reading.js";

/** @typedef {import("./types.js").View} View */
/** What there is to bring in, as REST lists it. @typedef {{id: string, name: string, campaignId?: string | null, challengeRating?: number | null, hitPoints?: number, source?: string, licence?: string, attribution?: string}} Found */

const MOST = 20;
const KINDS = [
  ["monster", "A creature", "monsters"],
  ["npc", "An NPC", "npcs"],
  ["character", "A player character", "characters"],
];

/** @param {{view: View}} props */
export function BringIn({ view }) {
  return html`<details><summary>Bring somebody in</summary><${Search} view=${view} /></details>`;
}

/** @param {{view: View}} props */
function Search({ view }) {
  const kind = useSignal("monster");
  const found = useSignal(/** @type {Found[] | undefined} */ (undefined));
  const wrong = useSignal("");
  const id = useId();
  /** @param {SubmitEvent} event */
  const search = async (event) => {
    event.preventDefault();
    const words = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("words")).trim();
    wrong.value = "";
    found.value = await lookUp(kind.value, words, view.campaignId);
    if (!found.value) wrong.value = "The library does not answer. Try again in a moment.";
  };
  return html`
    <div class="stack">
      <form class="command-form" role="search" aria-label="Somebody to bring in" onSubmit=${search}>
        <div class="inline">
          <div class="field">
            <label for=${`${id}-kind`}>Who comes</label>
            <select id=${`${id}-kind`} value=${kind.value} onChange=${(/** @type {any} */ event) => { kind.value = event.currentTarget.value; found.value = undefined; }}>
              ${KINDS.map(([value, text]) => html`<option key=${value} value=${value} selected=${value === kind.value}>${text}</option>`)}
            </select>
          </div>
          <div class="field"><label for=${`${id}-words`}>Name</label><input id=${`${id}-words`} name="words" type="search" maxlength="100" autocomplete="off" /></div>
        </div>
        <button>Find</button>
        <${Refusal} text=${wrong.value} />
      </form>
      <p class="unseen" role="status">${found.value ? `${found.value.length} found` : ""}</p>
      ${found.value ? html`<${Results} key=${kind.value} kind=${kind.value} found=${found.value} />` : null}
    </div>
  `;
}

/** @param {string} kind @param {string} words @param {string} campaignId @returns {Promise<Found[] | undefined>} nothing where there is no answer */
async function lookUp(kind, words, campaignId) {
  const path = KINDS.find(([value]) => value === kind)?.[2];
  const query = new URLSearchParams({ ...(words && { search: words }), ...(kind !== "monster" && { campaign: campaignId }) });
  const answer = await fetched(`/api/${path}/?${query}`);
  return /** @type {Found[] | undefined} */ (answer?.results)?.filter((one) => !one.campaignId || one.campaignId === campaignId).slice(0, MOST);
}

/** @param {{kind: string, found: Found[]}} props */
function Results({ kind, found }) {
  const hidden = useSignal(false);
  const cell = useSignal("");
  const id = useId();
  if (!found.length) return html`<p class="muted">Nobody of that name is known.</p>`;
  /** @param {Found} one @returns {[string, object]} */
  const command = (one) => {
    const position = cellNamed(cell.value);
    return ["addParticipant", { [`${kind}Id`]: one.id, ...(hidden.value && { hidden: true }), ...(position && { position }) }];
  };
  return html`
    ${kind === "character" ? null : html`<label class="check"><input type="checkbox" checked=${hidden.value} onChange=${() => (hidden.value = !hidden.value)} /> Hidden from the players at first</label>`}
    <div class="row-between"><label for=${id}>On cell <span class="muted">(empty: where there is room)</span></label><input id=${id} class="cell-input" placeholder="C4" autocomplete="off" value=${cell.value} onInput=${(/** @type {any} */ event) => (cell.value = event.currentTarget.value)} /></div>
    <ul class="lines">
      ${found.map((one) => html`<li key=${one.id} class="row-between"><span>${one.name} <span class="muted small">${figures(one)}</span></span><${CommandButton} name=${`Bring in ${one.name}`} command=${() => command(one)}>Bring in<//></li>`)}
    </ul>
    <${Origins} of=${found} />
  `;
}

const EIGHTHS = /** @type {Record<number, string>} */ ({ 0.125: "1/8", 0.25: "1/4", 0.5: "1/2" });

/** @param {Found} one */
const figures = ({ challengeRating, hitPoints }) =>
  [typeof challengeRating === "number" && `CR ${EIGHTHS[challengeRating] ?? challengeRating}`, hitPoints && `${hitPoints} HP`].filter(Boolean).join(" · ");
