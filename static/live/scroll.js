/** Lists that grow at their end stay at their end, unless somebody reads further up. */

import { useLayoutEffect, useRef } from "preact/hooks";

const NEAR = 48;

/** @param {number} length how many entries there are @returns the reference for the list that scrolls */
export function useScrolledDown(length) {
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const follows = useRef(true);
  const box = list.current;
  if (box) follows.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
  useLayoutEffect(() => {
    if (list.current && follows.current) list.current.scrollTop = list.current.scrollHeight;
  }, [length]);
  return list;
}
