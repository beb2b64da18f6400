/** The turns of this interaction, as REST has them: which there were, and which of them still stand. */

import { fetched, pathOf } from "./fetched.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {{turnId: string, entityId: string, roundNumber: number, turnNumber: number, status: string | null, undone: boolean}} TurnRecord */

/** Pages of the longest history that is read. */
const PAGES = 10;

/** Oldest first; as far as it is answered. @param {string} interactionId @returns {Promise<TurnRecord[]>} */
export async function fetchTurns(interactionId) {
  /** @type {TurnRecord[]} */
  const turns = [];
  let path = `/api/interactions/${interactionId}/turns/?page_size=500`;
  for (let page = 0; path && page < PAGES; page++) {
    const answer = await fetched(path);
    turns.push(...(answer?.results ?? []));
    path = answer?.next ? pathOf(answer.next) : "";
  }
  return turns;
}

/** Those that count, newest first. @param {TurnRecord[]} turns */
export const standingTurns = (turns) => turns.filter((turn) => !turn.undone).reverse();

/** As choices: the id of a turn and how it reads. @param {View} view @param {TurnRecord[]} turns @returns {[string, string][]} */
export const turnChoices = (view, turns) => turns.map((turn) => [turn.turnId, `${turnWords(view, turn)}${ended(view, turn)}`]);

/** @param {View} view @param {TurnRecord} turn */
const turnWords = (view, turn) => `Round ${turn.roundNumber}, turn ${turn.turnNumber}: ${view.participants[turn.entityId]?.name ?? "somebody who has left"}`;

/** @param {View} view @param {TurnRecord} turn */
function ended(view, turn) {
  if (turn.turnId === view.currentTurn?.turnId) return " (under way)";
  return turn.status === "skipped" ? " (skipped)" : turn.status === "timeout" ? " (out of time)" : "";
}

/** @param {number} count how many turns a rewind undoes */
export const undoneWords = (count) => (count === 1 ? "this turn" : `these ${count} turns`);
