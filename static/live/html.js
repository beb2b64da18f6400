/** Templates: `html` makes Preact elements out of tagged strings, without a compiler and under a strict CSP. */

import htm from "htm";
import { h } from "preact";

/** @type {(strings: TemplateStringsArray, ...values: any[]) => any} */
export const html = htm.bind(/** @type {any} */ (h));
