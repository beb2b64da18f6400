/** The picture above the cells: who stands where. It says nothing that the cells do not say in words. */

import { html } from "../live/html.js";
import { Shape } from "../live/mark.js";

/** @typedef {import("./ground.js").Line} Line */

/** @param {{lines: Line[], carried: number | undefined}} props */
export const Tokens = ({ lines, carried }) =>
  lines.filter((line) => line.at).map((line) => html`<${Token} key=${line.number} line=${line} carried=${line.number === carried} />`);

/** @param {{line: Line, carried: boolean}} props */
function Token({ line, carried }) {
  const at = line.at ?? { x: 0, y: 0 };
  const half = line.cells / 2;
  return html`
    <g class=${`token ${line.side}${line.hidden ? " hidden-one" : ""}`} transform=${`translate(${at.x + half} ${at.y + half}) scale(${line.cells})`}>
      <${Shape} one=${line} />
      ${carried && html`<circle class="carried-ring" r="0.48" />`}
    </g>
  `;
}
