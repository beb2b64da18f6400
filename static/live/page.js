/** What there is once on the page: its configuration, the room as told, the socket, and what the person looks at. */

import { signal } from "@preact/signals";
import { Client } from "./client.js";
import { RoomTime } from "./room-time.js";
import { Store } from "./store.js";

/** @type {import("./types.js").Config} */
export const config = JSON.parse(document.getElementById("live-config")?.textContent ?? "{}");

export const roomTime = new RoomTime();

export const store = new Store(roomTime);

export const client = new Client({
  store,
  viewAs: config.viewAs,
  open: () => new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${config.socketPath}`),
});

/** The participant that is aimed at, or that the DM looks at. */
export const selected = signal("");

/** The panel that is in front, on every layout. */
export const panel = signal("act");

/**
 * Takes a part of the turn of `entityId`.
 * @param {string} entityId
 * @param {object} action `{type, target?, position?, path?, itemId?, actionId?, description?}`
 * @param {boolean} [endTurn]
 * @returns {[string, object]} a command
 */
export function takeTurn(entityId, action, endTurn = false) {
  const turnId = store.view.peek()?.currentTurn?.turnId;
  return ["takeTurn", { entityId, ...(turnId && { turnId }), action, ...(endTurn && { endTurn: true }) }];
}
