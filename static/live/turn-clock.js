/** The time that is left, and more of it: with a button or the key T for whose turn it is; a DM gives it. */

import { useEffect, useReducer } from "preact/hooks";
import { isLow, left, runs, timeWords, untilNextSecond } from "./clock.js";
import { CommandButton } from "./command.js";
import { html } from "./html.js";
import { keysOn, onKeys } from "./keys.js";
import { config, roomTime, store } from "./page.js";
import { activeId, isMyTurn } from "./reading.js";

/** @typedef {import("./types.js").View} View */

/** So often more time is given by itself (engine/clock.py). */
const BY_ITSELF = 10;
const KEY = "t";

/** @param {{view: View}} props */
export function TurnClock({ view }) {
  const ms = useLeft(view);
  if (ms === undefined) return null;
  return html`<span class=${`clock${isLow(view, ms) ? " low" : ""}`}> · <span class="unseen">time left: </span><b>${timeWords(ms)}</b>${runs(view) ? null : html` <span class="small">(stopped)</span>`}</span>`;
}

/** Milliseconds left, anew with each second while the clock runs. @param {View} view */
function useLeft(view) {
  const [, again] = useReducer((/** @type {number} */ count) => count + 1, 0);
  const ms = left(view, roomTime.now());
  useEffect(() => {
    if (!ms || !runs(view)) return undefined;
    const timer = setTimeout(() => again(undefined), untilNextSecond(ms));
    return () => clearTimeout(timer);
  });
  return ms;
}

/** What a person can do about the time of the turn under way. @param {{view: View}} props */
export function MoreTime({ view }) {
  const turn = view.currentTurn;
  if (!turn?.timeLimit || turn.ending || view.liveStatus !== "live") return null;
  const entityId = activeId(view);
  if (isMyTurn(view, store.mine.value)) return html`<${Asking} key=${turn.turnId} view=${view} entityId=${entityId} />`;
  if (config.role !== "dm" || !turn.asksForTime) return null;
  return html`<${CommandButton} key="give" kind="primary" command=${() => ["grantTime", { entityId }]}>Give ${view.participants[entityId ?? ""]?.name} a minute<//>`;
}

/** @param {{view: View, entityId: string}} props */
function Asking({ view, entityId }) {
  const turn = view.currentTurn;
  const dm = config.role === "dm";
  const asks = !dm && (view.settings.moreTime === "dm" || (turn?.extensions ?? 0) >= BY_ITSELF);
  useEffect(() => onKeys([KEY], () => document.getElementById("more-time")?.querySelector("button")?.click()), []);
  const reason = turn?.asksForTime && !dm ? "The DM is asked." : "";
  return html`
    <div id="more-time">
      <${CommandButton} reason=${reason} command=${() => [dm ? "grantTime" : "requestTime", { entityId }]}>${asks ? "Ask for more time" : "More time"}${keysOn.value ? html` <kbd aria-hidden="true">T</kbd>` : null}<//>
    </div>
  `;
}
