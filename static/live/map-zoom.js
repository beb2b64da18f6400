/** How large the cells are: as large as fits at first, then as the person wants. */

import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

export const SMALLEST = 32;
export const LARGEST = 64;
const STEP = 8;
const RULER = 24;

const fitting = signal(SMALLEST);
const wanted = signal(0);

/** Pixels. */
export const cellSize = computed(() => wanted.value || fitting.value);

/** @param {1 | -1} way */
export function zoom(way) {
  wanted.value = Math.max(SMALLEST, Math.min(LARGEST, cellSize.value + way * STEP));
}

/** @param {{current: HTMLElement | null}} box @param {number} columns */
export function useFit(box, columns) {
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const fit = () => {
      const size = Math.floor((element.clientWidth - RULER - 2) / columns);
      fitting.value = Math.max(SMALLEST, Math.min(LARGEST, size));
    };
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    return () => observer.disconnect();
  }, [columns]);
}
