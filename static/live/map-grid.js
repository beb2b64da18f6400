/** The map: a grid of real cells for eyes, fingers and keyboards alike, and the picture above them. */

import { useEffect, useMemo, useRef } from "preact/hooks";
import { Refusal, useCommand } from "./command.js";
import { html } from "./html.js";
import { MapCells } from "./map-cells.js";
import { MapFoot } from "./map-foot.js";
import { beginPath, cursor, pointed, walkIt } from "./map-hand.js";
import { MapLayer } from "./map-layer.js";
import { dropWalk, walk } from "./map-walk.js";
import { cellSize, useFit } from "./map-zoom.js";
import { config, store } from "./page.js";
import { reachable } from "./reach.js";
import { activeId, cellName, isMyTurn, standing } from "./reading.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Cell} Cell */

/** @param {{view: View}} props */
export function MapGrid({ view }) {
  const scroller = useRef(/** @type {HTMLElement | null} */ (null));
  const map = useStanding(view);
  useFit(scroller, view.map.width);
  useEffect(() => void (cursor.value = startOf(view)), []);
  useEffect(() => bringIntoView(scroller.current, view.participants[map.active]?.position), [view.currentTurn?.turnId]);
  useEffect(() => void (map.canMove || dropWalk()), [map.canMove]);
  const shown = walk.value ?? wayTo(map.ways, pointed.value);
  return html`
    <section class="map" aria-label="Map" style=${{ "--cell": `${cellSize.value}px`, "--columns": view.map.width }}>
      <div class="map-scroll" ref=${scroller}>
        <div class="board">
          <${Rulers} width=${view.map.width} height=${view.map.height} />
          <div class=${`field-of-play${config.mapPicture ? " pictured" : ""}`}>
            ${config.mapPicture ? html`<img class="map-picture" src=${config.mapPicture} alt="" />` : null}
            <${MapCells} map=${map} />
            <${MapLayer} view=${view} path=${shown?.path ?? []} feet=${shown?.feet} from=${view.participants[map.active]} />
          </div>
        </div>
      </div>
      <${MapFoot} view=${view} canMove=${map.canMove} onBegin=${() => beginPath(map)} onWalk=${() => walkIt(map)} />
      <${Refusal} text=${walk.value?.refused || map.refusal.value} />
    </section>
  `;
}

/** @param {View} view @returns {import("./map-hand.js").Standing} */
function useStanding(view) {
  const { ask, refusal } = useCommand();
  const active = activeId(view) ?? "";
  const open = !view.currentTurn?.ending && Boolean(view.availableActions?.[active]);
  const canMove = open && isMyTurn(view, store.mine.value);
  const ways = useMemo(() => (canMove ? reachable(view, active) : new Map()), [view, canMove]);
  const here = useMemo(() => standing(view), [view.participants]);
  return { view, active, canMove, ways, here, ask, refusal };
}

/** @param {{width: number, height: number}} props */
const Rulers = ({ width, height }) => html`
  <div class="ruler columns-ruler" aria-hidden="true">
    ${Array.from({ length: width }, (_, x) => html`<span>${cellName({ x, y: 0 }).replace(/\d+/, "")}</span>`)}
  </div>
  <div class="ruler rows-ruler" aria-hidden="true">${Array.from({ length: height }, (_, y) => html`<span>${y + 1}</span>`)}</div>
`;

/** The keyboard begins on one's own creature. @param {View} view @returns {Cell} */
function startOf(view) {
  const mine = view.participants[activeId(view) ?? ""] ?? view.participants[store.mine.peek()[0]];
  return mine ? mine.position : { x: 0, y: 0 };
}

/** @param {Map<string, import("./reach.js").Way>} ways @param {Cell | null} cell */
function wayTo(ways, cell) {
  const way = cell && ways.get(`${cell.x},${cell.y}`);
  return way?.stay ? way : undefined;
}

/** @param {HTMLElement | null} scroller @param {Cell | undefined} cell */
function bringIntoView(scroller, cell) {
  const box = cell && document.getElementById(`cell-${cell.x}-${cell.y}`);
  if (!box || !scroller) return;
  scroller.scrollTo({
    left: box.offsetLeft - scroller.clientWidth / 2,
    top: box.offsetTop - scroller.clientHeight / 2,
    behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
  });
}
