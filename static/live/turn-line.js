/** The first question, answered in words at the top: whose turn is it, and what is next? */

import { CommandButton } from "./command.js";
import { html } from "./html.js";
import { config, store } from "./page.js";
import { activeName, isMyTurn, nextName } from "./reading.js";
import { MoreTime, TurnClock } from "./turn-clock.js";

/** @typedef {import("./types.js").View} View */

/** What the line says, and whether it is about this person. @param {View} view @returns {{main: string, rest: string[], mine?: boolean}} */
function saying(view) {
  const dm = config.role === "dm";
  if (view.liveStatus === "idle") return { main: "Not live yet", rest: [dm ? "go live when everybody is there" : "it begins when the DM goes live"] };
  if (view.liveStatus === "completed") return { main: view.outcome === "cancelled" ? "Cancelled" : "It is over", rest: [view.name] };
  if (view.liveStatus === "paused") return { main: "Paused", rest: [pauseWords(view), place(view)] };
  if (view.status === "PENDING_INITIATIVE") return { main: "Waiting for initiative", rest: [dm ? "roll when everybody is there" : "the DM rolls for all"] };
  if (!view.currentTurn) return { main: "The order stands", rest: [dm ? "begin the first turn" : "the DM begins the first turn"] };
  return turnWords(view);
}

/** @param {View} view */
const place = (view) => (view.roundNumber ? `round ${view.roundNumber}` : "");

/** @param {View} view */
function pauseWords(view) {
  if (view.pauseReason === "dm_disconnected") return "the DM is away";
  return view.pauseReason || "the DM has stopped the game for a moment";
}

/** @param {View} view */
function turnWords(view) {
  const mine = isMyTurn(view, store.mine.value);
  const name = activeName(view);
  const next = nextName(view);
  const rest = [place(view), next && `next: ${next}`];
  if (view.status === "DM_REVIEW") rest.unshift(config.role === "dm" ? "an action waits for you" : "the DM is looking at an action");
  else if (view.currentTurn?.ending && !mine) rest.unshift("the turn is ending");
  if (mine && view.currentTurn?.ending) return { main: `${name}’s turn is ending`, rest };
  if (mine) return { main: `Your turn, ${name}`, rest, mine };
  return { main: name === "the DM" ? "The DM acts" : `${name}’s turn`, rest };
}

/** The one thing a DM does next, where it is not a turn. @param {View} view @returns {[string, string, object] | undefined} */
function nextStep(view) {
  if (view.liveStatus === "idle") return ["Go live", "startInteraction", {}];
  if (view.liveStatus === "paused") return ["Resume", "resumeInteraction", {}];
  if (view.liveStatus !== "live") return undefined;
  if (view.status === "PENDING_INITIATIVE") return ["Roll initiative", "rollInitiative", { scope: "all" }];
  return view.currentTurn ? undefined : ["Begin", "beginTurns", {}];
}

/** @param {{view: View}} props */
export function TurnLine({ view }) {
  const { main, rest, mine } = saying(view);
  const step = config.role === "dm" ? nextStep(view) : undefined;
  return html`
    <div class=${`turn-line${mine ? " mine" : ""} ${view.liveStatus}`}>
      <p><strong>${main}</strong><${TurnClock} view=${view} />${rest.filter(Boolean).map((part) => html`<span> · ${part}</span>`)}</p>
      <${MoreTime} view=${view} />
      ${step ? html`<${CommandButton} key=${step[1]} kind="primary" command=${() => [step[1], step[2]]}>${step[0]}<//>` : null}
    </div>
  `;
}
