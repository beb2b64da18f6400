/** How much was said since somebody last looked at the chat. */

import { computed, effect, signal } from "@preact/signals";
import { config, panel, store } from "./page.js";

/** The id of the last message that was seen; nothing before the first snapshot. */
const seen = signal(/** @type {string | null} */ (null));

effect(() => {
  const last = store.chat.value.at(-1)?.id ?? "";
  const justCame = seen.peek() === null && store.view.value !== undefined;
  if (panel.value === "chat" || justCame) seen.value = last;
});

export const unread = computed(() => {
  const messages = store.chat.value;
  if (seen.value === null) return 0;
  const since = messages.findIndex((message) => message.id === seen.value);
  if (since < 0 && seen.value) return 0; // it was hidden, or is too old to be kept
  return messages.slice(since + 1).filter((message) => message.userId !== config.userId).length;
});
