/** Keeping the place of the keyboard when the control it was on goes away. */

import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * If the focused control inside the panel is gone after rendering, the focus goes to `heading` instead of nowhere.
 * It never comes from outside: a turn that begins takes nobody's focus.
 */
export function useKeptFocus() {
  const panel = useRef(/** @type {HTMLElement | null} */ (null));
  const heading = useRef(/** @type {HTMLElement | null} */ (null));
  const inside = Boolean(panel.current?.contains(document.activeElement));
  useLayoutEffect(() => {
    const gone = document.activeElement === document.body || document.activeElement === null;
    if (inside && gone) heading.current?.focus();
  });
  return { panel, heading };
}
