/** Saying what happens to those who do not see it: politely, and at most one message per half second. */

import { signal } from "@preact/signals-core";

export const EVERY = 500;

/**
 * @param {(act: () => void, ms: number) => any} [later]
 * @returns {{said: import("@preact/signals-core").Signal<string>, say: (text: string) => void}}
 */
export function createAnnouncer(later = setTimeout) {
  const said = signal("");
  /** @type {string[]} */
  let waiting = [];

  /** The same words as before are new ones all the same; a region that stays as it is would not be read. */
  function speak() {
    const text = waiting.join(" ");
    said.value = text === said.peek() ? `${text}\u00a0` : text;
    waiting = [];
  }

  /** @param {string} text */
  function say(text) {
    if (!text) return;
    if (!waiting.length) later(speak, EVERY);
    waiting.push(text);
  }

  return { said, say };
}
