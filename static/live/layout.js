/** How much room there is: the three layouts of the page. */

import { signal } from "@preact/signals";

const laptop = matchMedia("(min-width: 1024px)");
const phone = matchMedia("(max-width: 640px)");

const now = () => (laptop.matches ? "laptop" : phone.matches ? "phone" : "tablet");

/** "laptop", "tablet" or "phone". */
export const layout = signal(now());

for (const query of [laptop, phone]) query.addEventListener("change", () => (layout.value = now()));
