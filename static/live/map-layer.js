/** The picture above the grid's cells: tokens, aim and paths. It says nothing that the cells do not say in words. */

import { html } from "./html.js";
import { Shape } from "./mark.js";
import { selected } from "./page.js";
import { activeId } from "./reading.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Cell} Cell */
/** @typedef {import("./types.js").Participant} Participant */

/** @param {{view: View, path: Cell[], feet?: number, from?: Participant}} props */
export const MapLayer = ({ view, path, feet, from }) => html`
  <svg class="map-layer" viewBox=${`0 0 ${view.map.width} ${view.map.height}`} aria-hidden="true">
    ${Object.entries(view.participants)
      .sort(([, a], [, b]) => Number(Boolean(b.defeated)) - Number(Boolean(a.defeated)))
      .map(([id, one]) => html`<${Token} key=${id} one=${one} up=${activeId(view) === id} chosen=${selected.value === id} />`)}
    ${from && path.length ? html`<${Path} from=${from} path=${path} feet=${feet} />` : null}
  </svg>
`;

/** @param {{one: Participant, up: boolean, chosen: boolean}} props */
function Token({ one, up, chosen }) {
  const middle = one.cells / 2;
  const at = `translate(${one.position.x + middle}px, ${one.position.y + middle}px) scale(${one.cells})`;
  const share = one.currentHP !== undefined && one.maxHP ? Math.max(0, one.currentHP / one.maxHP) : undefined;
  return html`
    <g class=${`token ${one.side}${up ? " up" : ""}${one.defeated ? " defeated" : ""}${one.hidden ? " hidden-one" : ""}`} style=${{ transform: at }}>
      ${up ? html`<circle class="now-ring" r="0.48" />` : null}
      <${Shape} one=${one} />
      ${chosen ? html`<rect class="aim" x="-0.48" y="-0.48" width="0.96" height="0.96" rx="0.1" />` : null}
      ${one.defeated ? html`<path class="cross" d="M-0.3-0.3 0.3 0.3M0.3-0.3-0.3 0.3" />` : null}
      ${share !== undefined && !one.defeated ? html`<rect class="hp-back" x="-0.36" y="0.39" width="0.72" height="0.09" /><rect class="hp-left" x="-0.36" y="0.39" width=${0.72 * share} height="0.09" />` : null}
    </g>
  `;
}

/** @param {{from: Participant, path: Cell[], feet?: number}} props */
function Path({ from, path, feet }) {
  const middle = from.cells / 2;
  const points = [from.position, ...path].map(({ x, y }) => `${x + middle},${y + middle}`).join(" ");
  const end = path[path.length - 1];
  return html`
    <polyline class="path" points=${points} />
    ${feet === undefined ? null : html`<g class="cost" style=${{ transform: `translate(${end.x + middle}px, ${end.y + middle}px)` }}><rect x="-0.45" y="-0.24" width="0.9" height="0.48" rx="0.16" /><text text-anchor="middle" dominant-baseline="central" font-size="0.34">${feet} ft</text></g>`}
  `;
}
