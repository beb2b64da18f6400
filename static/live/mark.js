/** A creature's sign, on the map and in lists: colour and shape tell the side, letters tell who. */

import { html } from "./html.js";
import { initials } from "./reading.js";

/** @typedef {import("./types.js").Participant} Participant */

const POINTS = { foe: "0,-0.46 0.46,0 0,0.46 -0.46,0", other: "-0.22,-0.4 0.22,-0.4 0.44,0 0.22,0.4 -0.22,0.4 -0.44,0" };
const FONTS = [0.4, 0.4, 0.34, 0.27, 0.22];

/** The shape with its letters around the middle of one cell. @param {{one: Participant}} props */
export function Shape({ one }) {
  const letters = initials(one.name);
  return html`
    ${one.side === "party" ? html`<circle class="shape" r="0.4" />` : html`<polygon class="shape" points=${POINTS[one.side]} />`}
    <text class="letters" text-anchor="middle" dominant-baseline="central" font-size=${FONTS[letters.length] ?? 0.2}>${letters}</text>
  `;
}

/** The sign for lists. @param {{one: Participant}} props */
export const Mark = ({ one }) => html`
  <svg class=${`mark ${one.side}${one.defeated ? " defeated" : ""}${one.hidden ? " hidden-one" : ""}`} viewBox="-0.5 -0.5 1 1" aria-hidden="true">
    <${Shape} one=${one} />
  </svg>
`;
