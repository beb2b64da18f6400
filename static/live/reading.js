/** Questions to a view: whose turn, who is next, how far, how hurt, in words a person would use. */

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Participant} Participant */
/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Attack} Attack */

export const SHAPE_WORDS = { party: "party", foe: "foe", other: "bystander" };
export const TERRAIN_WORDS = /** @type {Record<string, string>} */ ({
  "~": "difficult",
  "#": "wall",
  "+": "door",
  "^": "hazard",
});

/** The letters on a token: initials, and the number of one among several: "Mill Goblin 2" is MG2. @param {string} name */
export function initials(name) {
  const number = /\s(\d+)$/.exec(name)?.[1] ?? "";
  const words = name.replace(/\s\d+$/, "").split(/[\s-]+/).filter(Boolean);
  const letters = words.map((word) => [...word][0].toUpperCase());
  return letters.slice(0, number ? 1 : 2).join("") + number;
}

/** "C4": the column in letters, the row from 1. @param {Cell} cell */
export function cellName({ x, y }) {
  let letters = "";
  for (let rest = x; rest >= 0; rest = Math.floor(rest / 26) - 1) letters = String.fromCharCode(65 + (rest % 26)) + letters;
  return letters + (y + 1);
}

/** The cell that "c4" names, or nothing. @param {string} name @returns {Cell | undefined} */
export function cellNamed(name) {
  const match = /^\s*([a-z]{1,2})\s*(\d{1,3})\s*$/i.exec(name);
  if (!match) return undefined;
  const x = [...match[1].toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
  return { x, y: Number(match[2]) - 1 };
}

/** @param {View} view */
export const activeId = (view) => view.currentTurn?.entityId;

/** The name of whose turn it is: somebody unseen is the DM's. @param {View} view */
export function activeName(view) {
  const id = activeId(view);
  return (id && view.participants[id]?.name) || (view.currentTurn ? "the DM" : "");
}

/** @param {View} view @param {string[]} mine */
export const isMyTurn = (view, mine) =>
  view.liveStatus === "live" && mine.includes(activeId(view) ?? "");

/** What somebody missed and can still take, oldest first. @param {View} view @param {string} id @returns {import("./types.js").MissedTurn[]} */
export const missedOf = (view, id) => (view.settings.missedTurns === "off" ? [] : Object.values(view.missedTurns ?? {}).filter((one) => one.entityId === id));

/** How much waits for the DM's word besides actions: time and missed turns that players ask for. @param {View} view */
export function askedOfDm(view) {
  const wanted = view.settings.missedTurns === "dm" ? Object.values(view.missedTurns ?? {}).filter((one) => one.wanted && !one.granted) : [];
  return wanted.length + Number(Boolean(view.currentTurn?.asksForTime));
}

/** Who stands in the end and who is down, where anybody is. @param {View} view @returns {[string, string][]} */
export function fallen(view) {
  const everybody = Object.keys(view.participants);
  const down = everybody.filter((id) => view.participants[id].defeated);
  const up = everybody.filter((id) => !view.participants[id].defeated);
  /** @type {[string, string][]} */
  const lines = [["Still standing", names(view, up)], ["Down", names(view, down)]];
  return down.length ? lines.filter(([, who]) => who) : [];
}

/** Those of mine that I am to roll initiative for. @param {View} view @param {string[]} mine */
export const askedOfMe = (view, mine) => mine.filter((id) => view.initiativeRequests?.[id]);

/** "Ser Aldith, Bryn Hollow and Cinder". @param {View} view @param {string[]} ids */
export function names(view, ids) {
  const known = ids.map((id) => view.participants[id]?.name).filter(Boolean);
  return known.length > 1 ? `${known.slice(0, -1).join(", ")} and ${known.at(-1)}` : (known[0] ?? "");
}

/** Whether the turn is one of mine, and what I ask for in it waits until a DM is back. @param {View} view @param {string[]} mine */
export const waitsForDm = (view, mine) =>
  view.liveStatus === "paused" && view.pauseReason === "dm_disconnected" && !view.currentTurn?.ending && mine.includes(activeId(view) ?? "");

/** Whether a turn that was missed is taken in the next gap. @param {View} view */
function catchesUp(view) {
  const { missedTurns } = view.settings;
  const due = Object.values(view.missedTurns ?? {}).filter((one) => one.granted || (one.wanted && missedTurns === "auto"));
  return missedTurns !== "off" && due.some((one) => view.participants[one.entityId]?.defeated !== true);
}

/** Who comes after the active one: the next in the order who still stands. Of a turn that was missed the order does not tell. @param {View} view */
export function nextName(view) {
  if (view.currentTurn?.catchUpFor || catchesUp(view)) return "";
  const order = view.initiativeOrder.map((entry) => entry.entityId);
  const at = order.indexOf(activeId(view) ?? "");
  if (at < 0) return "";
  const after = [...order.slice(at + 1), ...order.slice(0, at)];
  const next = after.find((id) => view.participants[id] && !view.participants[id].defeated);
  return next ? view.participants[next].name : "";
}

/** Whether a DM is at the table. Before the first presence arrives nobody is missed. @param {View} view */
export function dmIsAway(view) {
  const people = Object.values(view.presence ?? {});
  return people.length > 0 && !people.some((person) => person.role === "dm" && person.connected);
}

/** Whether the turn under way is that of a player who is not at the table. @param {View} view */
export function activeIsAway(view) {
  const player = view.presence?.[view.participants[activeId(view) ?? ""]?.userId ?? ""];
  return Boolean(player && !player.connected);
}

/** Who has come or gone between the one and the other, in words. @param {View["presence"]} before @param {View["presence"]} now @param {string} me */
export function comings(before, now, me) {
  if (!before || !now) return "";
  const changed = Object.entries(now).filter(([id, one]) => id !== me && Boolean(before[id]?.connected) !== Boolean(one.connected));
  return changed.map(([, one]) => `${one.name} is ${one.connected ? "here" : "away"}.`).join(" ");
}

/** How many of these messages others have said since one that was seen; it may be hidden by now. @param {import("./types.js").ChatMessage[]} messages @param {{id: string, timestamp: number}} seen @param {string} me */
export function saidSince(messages, seen, me) {
  const at = messages.findIndex(({ id }) => id === seen.id);
  const since = at < 0 ? messages.filter(({ timestamp }) => (timestamp ?? 0) > seen.timestamp) : messages.slice(at + 1);
  return since.filter(({ userId }) => userId !== me).length;
}

/** How hurt: what the viewer may know, in a few words. @param {Participant} one */
export function health(one) {
  if (one.defeated) return "defeated";
  if (one.currentHP === undefined) return one.hpWord ?? "";
  return `${one.currentHP} of ${one.maxHP} HP${one.tempHP ? ` and ${one.tempHP} temporary` : ""}`;
}

/** How hurt in one word, also where the number is known. @param {Participant} one */
export function healthWord(one) {
  if (one.defeated) return "defeated";
  if (one.currentHP === undefined || !one.maxHP) return one.hpWord ?? "";
  if (one.currentHP >= one.maxHP) return "unhurt";
  if (one.currentHP * 10 <= one.maxHP) return "near death";
  return one.currentHP * 2 <= one.maxHP ? "bloodied" : "hurt";
}

/** Feet between the nearest cells of two creatures; neighbours are 5 feet apart. @param {View} view @param {Participant} a @param {Participant} b */
export function feetApart(view, a, b) {
  const across = gap(a.position.x, a.cells, b.position.x, b.cells);
  const down = gap(a.position.y, a.cells, b.position.y, b.cells);
  const further = Math.max(across, down);
  const cells = view.settings.diagonals === "five" ? further : further + Math.floor(Math.min(across, down) / 2);
  return cells ? (cells - 1) * view.map.cellFeet + 5 : 0;
}

/** @param {number} a @param {number} aCells @param {number} b @param {number} bCells */
const gap = (a, aCells, b, bCells) => Math.max(b - a - aCells + 1, a - b - bCells + 1, 0);

/** How far an attack goes, in words. @param {Attack} attack */
export function reachWords(attack) {
  const parts = [];
  if (attack.reach) parts.push(`reach ${attack.reach} ft`);
  if (attack.range) parts.push(`range ${attack.range}${attack.longRange ? `/${attack.longRange}` : ""} ft`);
  return parts.join(" or ");
}

/** The farthest an attack goes, in feet. @param {Attack} attack */
export const farthest = (attack) => Math.max(attack.reach ?? 0, attack.range ?? 0, attack.longRange ?? 0);

/** Those who could be attacked by `actor`: enemies first, nearest first. @param {View} view @param {string} actorId @returns {[string, Participant][]} */
export function targetsOf(view, actorId) {
  const actor = view.participants[actorId];
  if (!actor) return [];
  const friendly = (/** @type {Participant} */ one) => Number(one.side === actor.side || one.side === "other");
  return Object.entries(view.participants)
    .filter(([id, one]) => id !== actorId && !one.defeated)
    .sort(([, a], [, b]) => friendly(a) - friendly(b) || feetApart(view, actor, a) - feetApart(view, actor, b));
}

/** Who stands on which cell, by "x,y". @param {View} view @returns {Map<string, string[]>} */
export function standing(view) {
  /** @type {Map<string, string[]>} */
  const cells = new Map();
  for (const [id, one] of Object.entries(view.participants)) {
    for (let y = one.position.y; y < one.position.y + one.cells; y++) {
      for (let x = one.position.x; x < one.position.x + one.cells; x++) {
        const key = `${x},${y}`;
        cells.set(key, [...(cells.get(key) ?? []), id]);
      }
    }
  }
  return cells;
}

/** Whom one may write to now: "<type> <recipient>" and how that reads. @param {View} view @param {string} me @param {boolean} dm @returns {[string, string][]} */
export function recipients(view, me, dm) {
  const { chatEnabled, allowPrivateChat } = view.settings;
  const others = Object.entries(view.presence ?? {}).filter(([id, person]) => id !== me && person.role !== "spectator");
  const players = others.filter(([, person]) => person.role === "player");
  const talks = dm || chatEnabled;
  return /** @type {[string, string][]} */ ([
    ...(talks ? [["party", "Everybody"]] : []),
    ...(dm ? players.map(([id, person]) => [`dm ${id}`, `${person.name}, with the DMs`]) : [["dm", "The DM"]]),
    ...(talks && allowPrivateChat ? others.map(([id, person]) => [`private ${id}`, `${person.name} alone`]) : []),
  ]);
}

/** What is said of a source. @param {import("./types.js").Origin} origin */
export const originWords = ({ source, licence, attribution }) =>
  [`From ${source || "an unnamed source"}${licence ? `, licence: ${licence}` : ""}.`, attribution].filter(Boolean).join(" ");

/** The sources of these rows, each once; what was written here has none. @param {import("./types.js").Origin[]} rows */
export const originsOf = (rows) => [
  ...new Map(rows.filter((row) => row.source || row.licence || row.attribution).map((row) => [originWords(row), row])).values(),
];
