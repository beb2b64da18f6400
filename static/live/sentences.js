/** What happened, as sentences. Ids become names when read, so that a revealed creature is named from then on. */

import { cellName } from "./reading.js";

/** @typedef {import("./types.js").LogEntry} LogEntry */
/** @typedef {(id: string | undefined) => string} NameOf */

/** @param {import("./types.js").View | undefined} view @returns {NameOf} */
export const namesIn = (view) => (id) => (id && view?.participants[id]?.name) || "Somebody";

/** @type {Record<string, (entry: LogEntry, name: NameOf) => string>} */
const SENTENCES = {
  TURN_STARTED: (entry, name) => turn(entry, name),
  TURN_REWOUND: (entry, name) => `The DM takes turns back. ${turn(entry, name)}`,
  TURN_COMPLETED: () => "",
  TURN_SKIPPED: (entry, name) => `${entry.entityId ? name(entry.entityId) : "A turn"} is skipped${because(entry)}.${entry.missed ? " The turn can be taken later." : ""}`,
  INTERACTION_STARTED: (entry) => `The game is live.${warned(entry)}`,
  INTERACTION_PAUSED: (entry) =>
    entry.reason === "dm_disconnected" ? "The game is paused: the DM is away." : `The game is paused${because(entry)}.`,
  INTERACTION_RESUMED: (entry) => `The game goes on.${warned(entry)}`,
  INTERACTION_ENDED: (entry) => `The interaction is ${entry.outcome === "cancelled" ? "cancelled" : "over"}${because(entry)}.`,
  INITIATIVE_UPDATED: (entry, name) => initiative(entry, name),
  INITIATIVE_REQUESTED: (entry, name) => `The DM asks for initiative: ${/** @type {string[]} */ (entry.entityIds).map(name).join(", ")}.`,
  TIME_WARNING: (entry, name) => `${Math.round(entry.left / 1000)} seconds are left for ${name(entry.entityId)}.`,
  TIME_GRANTED: (entry, name) => `${name(entry.entityId)} has ${entry.seconds} seconds more.`,
  TIME_REQUESTED: (entry, name) => `${name(entry.entityId)} asks the DM for more time.`,
  MISSED_TURN_WANTED: (entry, name) => `${name(entry.entityId)} wants to take a turn that was missed.`,
  MISSED_TURN_GRANTED: (entry, name) => `The DM lets ${name(entry.entityId)} take a turn that was missed.`,
  QUEUE_STOPPED: (entry, name) => `What ${name(entry.entityId)} had prepared stops: ${entry.message}`,
  REWIND_REDONE: () => "The DM goes on after all, as if nothing had been taken back.",
  MOVED: (entry, name) => `${name(entry.entityId)} moves ${entry.feet} feet to ${cellName(entry.to)}.`,
  ATTACK_ROLLED: (entry, name) => attack(entry, name),
  DAMAGED: (entry, name) => `${name(entry.entityId)} takes ${amounts(entry.amounts)} damage.`,
  HEALED: (entry, name) => `${name(entry.entityId)} regains ${entry.amount} hit points.`,
  DEFEATED: (entry, name) => `${name(entry.entityId)} is defeated.`,
  ITEM_USED: (entry, name) => `${name(entry.entityId)} uses ${entry.name}${entry.left ? ` (${entry.left} left)` : ""}.`,
  ITEM_EQUIPPED: (entry, name) => `${name(entry.entityId)} ${entry.equipped ? "takes up" : "puts away"} ${entry.name}.`,
  DASHED: (entry, name) => `${name(entry.entityId)} dashes: ${entry.feet} feet more.`,
  DODGED: (entry, name) => `${name(entry.entityId)} dodges.`,
  ACTION_SUBMITTED: (entry, name) => `${name(entry.entityId)}: ${entry.description ? `“${entry.description}”` : `${verbWord(entry.verb)} waits for the DM.`}`,
  ACTION_RESOLVED: (entry, name) => resolved(entry, name),
  REWARDED: (entry, name) => `${name(entry.entityId)} gets ${prize(entry)}${entry.note ? `: ${entry.note}` : ""}.`,
  PARTICIPANT_REVEALED: (entry, name) => `${entry.name ?? name(entry.entityId)} comes into view.`,
  PARTICIPANT_JOINED: (entry, name) => `${name(entry.entityId)} joins.`,
  PARTICIPANT_LEFT: (entry, name) => `${name(entry.entityId)} leaves.`,
  OVERRIDDEN: (entry, name) => `The DM changes ${name(entry.entityId)}${changed(entry)}${because(entry)}.`,
  DICE_ROLLED: (entry) => rolled(entry),
  SETTINGS_CHANGED: () => "The DM changes the settings of this table.",
  ROOM_RESTORED: () => "The room goes on from a stored state; what may have come after it is gone, and the dice have a new seed.",
  JOURNAL_CUT_BACK: () => "What came after this could not be read any more and is gone; the dice have a new seed.",
};

/** The sentence of an entry; empty where there is nothing to say. @param {LogEntry} entry @param {NameOf} name */
export function sentence(entry, name) {
  return SENTENCES[entry.event]?.(entry, name) ?? "";
}

/** @param {LogEntry} entry @param {NameOf} name */
function turn(entry, name) {
  if (!entry.entityId) return "The DM acts.";
  return entry.catchUpFor ? `${name(entry.entityId)} takes the turn that was missed.` : `${name(entry.entityId)}’s turn.`;
}

/** @param {LogEntry} entry */
const warned = (entry) => (entry.warning ? ` ${entry.warning}` : "");

/** @param {LogEntry} entry */
const because = (entry) => (entry.reason ? `: ${entry.reason.replace(/[.!]+$/, "")}` : "");

/** @param {LogEntry} entry @param {NameOf} name */
function initiative(entry, name) {
  const rolls = Object.entries(/** @type {Record<string, {total: number}>} */ (entry.rolls ?? {}));
  if (!rolls.length) return "The order has changed.";
  return `Initiative: ${rolls.sort(([, a], [, b]) => b.total - a.total).map(([id, roll]) => `${name(id)} ${roll.total}`).join(", ")}.`;
}

/** @param {LogEntry} entry @param {NameOf} name */
function attack(entry, name) {
  const luck = entry.advantage === 1 ? " at an advantage" : entry.advantage === -1 ? " at a disadvantage" : "";
  const against = entry.armorClass ? ` against AC ${entry.armorClass}` : "";
  const result = entry.critical ? "a critical hit!" : entry.hit ? "hits." : "misses.";
  const die = entry.faces?.length ? ` (${entry.faces.join(" and ")} on the die)` : "";
  return `${name(entry.entityId)} attacks ${name(entry.targetId)} with ${entry.attack}${luck}: ${entry.total}${die}${against}, ${result}`;
}

const HEARD = /** @type {Record<string, string>} */ ({ party: " for the party", dm: " for the DM", private: " in private" });

/** @param {LogEntry} entry */
function rolled(entry) {
  const dice = /** @type {number[][]} */ (entry.faces ?? []).map((faces) => faces.join(", ")).join("; ");
  const what = entry.reason ? ` (${entry.reason})` : "";
  return `${entry.name} rolls ${entry.formula}${HEARD[entry.visibility] ?? ""}${what}: ${entry.total}${dice ? ` (${dice} on the dice)` : ""}.`;
}

/** "6 piercing and 2 fire" @param {[number, string][]} parts */
export function amounts(parts) {
  const said = parts.map(([amount, type]) => `${amount} ${type}`.trim());
  return said.length ? said.join(" and ") : "no";
}

/** @param {LogEntry} entry */
const prize = (entry) => [entry.xp ? `${entry.xp} XP` : "", entry.item ?? ""].filter(Boolean).join(" and ") || "a reward";

const OUTCOMES = /** @type {Record<string, string>} */ ({
  approved: "the DM agrees.",
  approved_modified: "the DM agrees, with changes.",
  denied: "the DM says no.",
  asked_back: "the DM asks back.",
  withdrawn: "taken back.",
});

/** @param {LogEntry} entry @param {NameOf} name */
function resolved(entry, name) {
  const vain = entry.inVain ? " Nothing came of it: it is no longer possible." : "";
  return `${name(entry.entityId)}, ${verbWord(entry.verb)}: ${OUTCOMES[entry.outcome] ?? "settled."}${vain}`;
}

const VERBS = /** @type {Record<string, string>} */ ({ custom: "own idea", interact: "handling of an object", useItem: "use of an item", equip: "equipping", unequip: "putting away" });

/** @param {string} verb */
export const verbWord = (verb) => VERBS[verb] ?? verb;

const FIELDS = /** @type {Record<string, string>} */ ({ hp: "hit points", tempHp: "temporary hit points" });

/** @param {LogEntry} entry */
function changed(entry) {
  const fields = /** @type {string[]} */ (entry.fields ?? []);
  return fields.length ? ` (${fields.map((field) => FIELDS[field] ?? field).join(", ")})` : "";
}
