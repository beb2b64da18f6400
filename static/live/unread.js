/** How much was said since somebody last looked at the chat. */

import { computed, effect, signal } from "@preact/signals";
import { config, panel, store } from "./page.js";
import { saidSince } from "./reading.js";

/** The last message that was seen; nothing before the first snapshot. */
const seen = signal(/** @type {{id: string, timestamp: number} | null} */ (null));

effect(() => {
  const { id = "", timestamp = 0 } = store.chat.value.at(-1) ?? {};
  const justCame = seen.peek() === null && store.view.value !== undefined;
  if (panel.value === "chat" || justCame) seen.value = { id, timestamp };
});

export const unread = computed(() => (seen.value === null ? 0 : saidSince(store.chat.value, seen.value, config.userId)));
