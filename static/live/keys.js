/** Single keys that do something wherever no text is being written. Some people's software types by itself, so they can be switched off. */

import { effect, signal } from "@preact/signals";

const PLACE = "review-keys";

export const keysOn = signal(localStorage.getItem(PLACE) !== "off");

effect(() => localStorage.setItem(PLACE, keysOn.value ? "on" : "off"));

/** @param {string[]} keys @param {(key: string) => void} press @returns {() => void} to stop listening */
export function onKeys(keys, press) {
  /** @param {KeyboardEvent} event */
  const listen = (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const writing = target.matches?.("input:not([type=checkbox]), textarea, select") || target.closest?.("dialog");
    if (event.defaultPrevented || !keysOn.peek() || writing || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (!keys.includes(key)) return;
    event.preventDefault();
    press(key);
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}
