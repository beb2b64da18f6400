/** A turn thought out beforehand: what could be part of it, what is, and how that reads. The room checks it when it begins. */

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Participant} Participant */
/** @typedef {import("./types.js").Available} Available */
/** @typedef {import("./types.js").ActionRequest} ActionRequest */

import { aimedAt, listed } from "./aim.js";
import { cellName } from "./reading.js";

/** The most that one turn is prepared with. */
export const MOST = 20;

/** What a participant could do in a turn with nothing spent yet, as far as its sheet tells. @param {Participant} one @returns {Record<string, Available>} */
export function plannable(one) {
  /** @type {Record<string, Available>} */
  const menu = { move: { verb: "move", label: "Move", spends: "movement" } };
  for (const [actionId, attack] of Object.entries(one.attacks ?? {})) {
    menu[`attack:${actionId}`] = { verb: "attack", label: attack.name, spends: "action", actionId };
  }
  for (const [itemId, item] of Object.entries(one.inventory ?? {})) Object.assign(menu, withItem(itemId, item));
  menu.dash = { verb: "dash", label: "Dash", spends: "action" };
  menu.dodge = { verb: "dodge", label: "Dodge", spends: "action" };
  menu.interact = { verb: "interact", label: "Handle an object", spends: "objectInteraction" };
  menu.custom = { verb: "custom", label: "Something else", spends: "action" };
  return menu;
}

/** @param {string} itemId @param {import("./types.js").Item} item @returns {Record<string, Available>} */
function withItem(itemId, item) {
  const verb = item.equipped ? "unequip" : "equip";
  return {
    ...(item.attack && item.equipped && { [`attack:${itemId}`]: { verb: "attack", label: item.name, spends: "action", itemId } }),
    ...(item.usable && { [`use:${itemId}`]: { verb: "useItem", label: `Use ${item.name}`, spends: "bonusAction", itemId } }),
    ...(item.slot && { [`${verb}:${itemId}`]: { verb, label: `${item.equipped ? "Put away" : "Equip"} ${item.name}`, spends: "objectInteraction", itemId } }),
  };
}

/** What is prepared for the next turn of a participant. @param {View} view @param {string} id @returns {ActionRequest[]} */
export const preparedFor = (view, id) => view.queuedTurn?.[id]?.actions ?? [];

/** With one thing more to do. @param {View} view @param {string} entityId @param {object} action @returns {[string, object]} a command */
export const prepare = (view, entityId, action) => ["queueTurn", { entityId, actions: [...preparedFor(view, entityId), action] }];

/** Without what stands at `place`. @param {View} view @param {string} entityId @param {number} place @returns {[string, object]} a command */
export const without = (view, entityId, place) => ["queueTurn", { entityId, actions: preparedFor(view, entityId).filter((_, at) => at !== place) }];

/** Whether nothing can follow any more. @param {ActionRequest[]} actions */
export const isWhole = (actions) => actions.length >= MOST || actions.at(-1)?.type === "end";

/** Whose turns this person may prepare: hers, but not the one under way. @param {View} view @param {string[]} mine */
export const preparable = (view, mine) => mine.filter((id) => !view.participants[id]?.defeated && view.currentTurn?.entityId !== id);

/** "Attack Mill Goblin 2 with Longbow". @param {View} view @param {string} id whose action it is @param {ActionRequest} action */
export function actionWords(view, id, action) {
  const one = view.participants[id];
  const thing = (action.itemId && one?.inventory?.[action.itemId]?.name) || (action.actionId && one?.attacks?.[action.actionId]?.name) || "";
  const target = listed(aimedAt(action).map((id) => view.participants[id]?.name ?? "somebody"));
  if (action.type === "attack") return `Attack ${target}${thing && ` with ${thing}`}`;
  if (action.type === "move") return `Move to ${cellName(action.position ?? action.path?.at(-1) ?? one.position)}`;
  if (action.type === "custom" || action.type === "interact") return `“${action.description ?? ""}”${target && ` → ${target}`}`;
  if (action.type === "end") return "End the turn";
  return `${WORDS[action.type] ?? action.type} ${thing}${target && ` on ${target}`}`.trim();
}

/** @type {Record<string, string>} */
const WORDS = { useItem: "Use", equip: "Equip", unequip: "Put away", dash: "Dash", dodge: "Dodge" };
