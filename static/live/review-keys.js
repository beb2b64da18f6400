/** Whether single keys decide: some people's software types letters and digits by itself, so it can be switched off. */

import { effect, signal } from "@preact/signals";

const PLACE = "review-keys";

export const keysOn = signal(localStorage.getItem(PLACE) !== "off");

effect(() => localStorage.setItem(PLACE, keysOn.value ? "on" : "off"));
