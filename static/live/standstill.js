/** Why nothing goes on, and what a player can do meanwhile. */

import { html } from "./html.js";
import { client, config } from "./page.js";
import { dmIsAway } from "./reading.js";

/** @param {{view: import("./types.js").View}} props */
export function Standstill({ view }) {
  const text = config.role === "player" && client.connection.value.state === "open" ? words(view) : "";
  return text ? html`<p class="banner warn">${text}</p>` : null;
}

/** @param {import("./types.js").View} view */
function words(view) {
  if (view.liveStatus === "live" && dmIsAway(view)) return "The DM is away. In a moment the game pauses.";
  if (view.liveStatus !== "paused") return "";
  if (view.pauseReason !== "dm_disconnected") return "Nobody acts now. You can prepare your next turn and chat.";
  return "You can still act in your turn, prepare the next one and chat: what you ask for waits until the DM is back.";
}
