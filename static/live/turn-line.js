/** The first question, answered in words at the top: whose turn is it, and what is next? */

import { CommandButton } from "./command.js";
import { html } from "./html.js";
import { dmSteps, waitingFor } from "./initiative.js";
import { config, store } from "./page.js";
import { activeIsAway, activeName, askedOfMe, dmIsAway, isMyTurn, names, nextName } from "./reading.js";
import { MoreTime, TurnClock } from "./turn-clock.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./initiative.js").Step} Step */
/** @typedef {{main: string, rest: (string | undefined)[], mine?: boolean}} Saying */

/** What the line says, and whether it is about this person. @param {View} view @returns {Saying} */
function saying(view) {
  const dm = config.role === "dm";
  if (view.liveStatus === "idle") return { main: "Not live yet", rest: [dm ? "go live when everybody is there" : "it begins when the DM goes live"] };
  if (view.liveStatus === "completed") return { main: view.outcome === "cancelled" ? "Cancelled" : "It is over", rest: [view.name] };
  if (view.liveStatus === "paused") return { main: "Paused", rest: [pauseWords(view), place(view)] };
  return view.currentTurn ? turnWords(view) : orderWords(view);
}

/** Before the first turn. @param {View} view @returns {Saying} */
function orderWords(view) {
  const dm = config.role === "dm";
  const asked = config.role === "player" ? askedOfMe(view, store.mine.value) : [];
  if (asked.length) return { main: `Roll for initiative, ${names(view, asked)}`, rest: [], mine: true };
  const rest = [waitingFor(view)];
  if (view.status === "PENDING_INITIATIVE") return { main: "Waiting for initiative", rest: rest[0] ? rest : [dm ? "roll when everybody is there" : "the DM rolls for all"] };
  return { main: "The order stands", rest: rest[0] ? rest : [dm ? "begin the first turn" : "the DM begins the first turn"] };
}

/** @param {View} view */
const place = (view) => (view.roundNumber ? `round ${view.roundNumber}` : "");

/** @param {View} view */
function pauseWords(view) {
  if (view.pauseReason !== "dm_disconnected") return view.pauseReason || "the DM has stopped the game for a moment";
  if (config.role === "dm") return "the game stood still while you were away";
  return dmIsAway(view) ? "the DM is away" : "the DM is back";
}

/** @param {View} view @returns {Saying} */
function turnWords(view) {
  const mine = isMyTurn(view, store.mine.value);
  const name = activeName(view);
  const next = nextName(view);
  const { ending, catchUpFor } = view.currentTurn ?? {};
  const rest = [reviewWords(view), !mine && activeIsAway(view) ? "away" : "", catchUpFor && "a turn that was missed", place(view), next && `next: ${next}`];
  if (ending) return { main: name === "the DM" ? "The DM’s turn is ending" : `${name}’s turn is ending`, rest };
  if (mine) return { main: `Your turn, ${name}`, rest, mine };
  return { main: name === "the DM" ? "The DM acts" : `${name}’s turn`, rest };
}

/** @param {View} view */
function reviewWords(view) {
  if (view.status !== "DM_REVIEW") return "";
  return config.role === "dm" ? "an action waits for you" : "the DM is looking at an action";
}

/** What is next, where it is not a turn. @param {View} view @returns {Step[]} */
function steps(view) {
  const { liveStatus } = view;
  if (config.role === "player") return askedOfMe(view, store.mine.value).length && liveStatus === "live" ? [ROLL] : [];
  if (config.role !== "dm") return [];
  if (liveStatus === "idle") return [{ label: "Go live", command: ["startInteraction", {}], primary: true }];
  if (liveStatus === "paused") return [{ label: "Resume", command: ["resumeInteraction", {}], primary: true }];
  return liveStatus === "live" && !view.currentTurn ? dmSteps(view) : [];
}

/** @type {Step} */
const ROLL = { label: "Roll initiative", command: ["rollInitiative", {}], primary: true };

/** @param {{view: View}} props */
export function TurnLine({ view }) {
  const { main, rest, mine } = saying(view);
  return html`
    <div class=${`turn-line${mine ? " mine" : ""} ${view.liveStatus}`}>
      <p><strong>${main}</strong><${TurnClock} view=${view} />${rest.filter(Boolean).map((part) => html`<span> · ${part}</span>`)}</p>
      <${MoreTime} view=${view} />
      ${steps(view).map((step) => html`<${CommandButton} key=${step.label} kind=${step.primary ? "primary" : ""} command=${() => step.command}>${step.label}<//>`)}
    </div>
  `;
}
