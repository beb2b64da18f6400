/** The cells: rows of a grid, of which one cell at a time is in the order of the Tab key. */

import { html } from "./html.js";
import { choose, cursor, pointed, press, withCell } from "./map-hand.js";
import { cellSentence } from "./map-words.js";
import { selected } from "./page.js";
import { TERRAIN_WORDS } from "./reading.js";

/** @typedef {import("./map-hand.js").Standing} Standing */

/** @param {{map: Standing}} props */
export function MapCells({ map }) {
  const { name, width, height } = map.view.map;
  return html`
    <div
      class="grid"
      role="grid"
      aria-label=${name}
      aria-rowcount=${height}
      aria-colcount=${width}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => press(map, event)}
      onClick=${(/** @type {Event} */ event) => withCell(event, (cell) => choose(map, cell))}
      onPointerOver=${(/** @type {Event} */ event) => withCell(event, (cell) => (pointed.value = cell))}
      onPointerLeave=${() => (pointed.value = null)}
      onFocusIn=${(/** @type {Event} */ event) => withCell(event, (cell) => (cursor.value = pointed.value = cell))}
      onFocusOut=${() => (pointed.value = null)}
    >
      ${Array.from({ length: height }, (_, y) => html`<${Row} key=${y} y=${y} map=${map} />`)}
    </div>
  `;
}

/** @param {{y: number, map: Standing}} props */
const Row = ({ y, map }) => html`
  <div role="row" class="row" aria-rowindex=${y + 1}>
    ${Array.from({ length: map.view.map.width }, (_, x) => html`<${Cell} key=${x} x=${x} y=${y} map=${map} />`)}
  </div>
`;

/** @param {{x: number, y: number, map: Standing}} props */
function Cell({ x, y, map: { view, here, ways, active } }) {
  const way = ways.get(`${x},${y}`);
  const terrain = TERRAIN_WORDS[view.map.terrain[y]?.[x]] ?? "open";
  const chosen = selected.value;
  return html`
    <div
      role="gridcell"
      id=${`cell-${x}-${y}`}
      data-x=${x}
      data-y=${y}
      class=${`cell ${terrain}${way?.stay ? " reach" : ""}`}
      tabindex=${cursor.value.x === x && cursor.value.y === y ? 0 : -1}
      aria-colindex=${x + 1}
      aria-label=${cellSentence(view, { x, y }, here.get(`${x},${y}`) ?? [], { chosen, active, way })}
    ></div>
  `;
}
