/** Under the map: what the textures mean, how large it is, and the path being drawn. */

import { useEffect } from "preact/hooks";
import { html } from "./html.js";
import { onKeys } from "./keys.js";
import { cellSize, LARGEST, SMALLEST, zoom } from "./map-zoom.js";
import { dropWalk, walk } from "./map-walk.js";
import { TERRAIN_WORDS } from "./reading.js";

/** @param {{view: import("./types.js").View, canMove: boolean, onBegin: () => void, onWalk: () => void}} props */
export function MapFoot({ view, canMove, onBegin, onWalk }) {
  const used = new Set(view.map.terrain.join(""));
  const kinds = Object.entries(TERRAIN_WORDS).filter(([sign]) => used.has(sign));
  return html`
    <div class="map-foot">
      ${canMove ? html`<${Walking} view=${view} onBegin=${onBegin} onWalk=${onWalk} />` : null}
      <ul class="legend">
        ${kinds.map(([sign, word]) => html`<li key=${sign}><span class=${`swatch cell ${word}`} aria-hidden="true"></span>${word}</li>`)}
      </ul>
      <div class="zoom" role="group" aria-label="Size of the map">
        <button type="button" aria-label="Smaller" aria-disabled=${cellSize.value <= SMALLEST ? "true" : undefined} onClick=${() => zoom(-1)}>−</button>
        <button type="button" aria-label="Larger" aria-disabled=${cellSize.value >= LARGEST ? "true" : undefined} onClick=${() => zoom(1)}>+</button>
      </div>
    </div>
  `;
}

/** M does it from wherever one is. @param {{view: import("./types.js").View, onBegin: () => void, onWalk: () => void}} props */
function Walking({ view, onBegin, onWalk }) {
  useEffect(() => onKeys(["m"], onBegin), [onBegin]);
  const left = view.currentTurn?.budget?.movement ?? 0;
  if (!walk.value) return html`<button type="button" onClick=${onBegin}>Draw a path <kbd aria-hidden="true">M</kbd></button>`;
  return html`
    <div class="walking">
      <span role="status">${walk.value.path.length ? `${walk.value.feet} of ${left} ft` : "Go on cell by cell."}</span>
      ${walk.value.path.length ? html`<button type="button" class="primary" onClick=${onWalk}>Walk it</button>` : null}
      <button type="button" onClick=${dropWalk}>Drop it</button>
    </div>
  `;
}
