/** The map: a grid of real cells for eyes, fingers and keyboards alike. */

import { useSignal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { say } from "./announcements.js";
import { Refusal, useCommand } from "./command.js";
import { html } from "./html.js";
import { MapFoot } from "./map-foot.js";
import { keyOf } from "./map-keys.js";
import { MapLayer } from "./map-layer.js";
import { dropWalk, startWalk, stepTo, walk } from "./map-walk.js";
import { cellSentence } from "./map-words.js";
import { cellSize, useFit } from "./map-zoom.js";
import { selected, store, takeTurn } from "./page.js";
import { reachable } from "./reach.js";
import { activeId, cellName, isMyTurn, standing, TERRAIN_WORDS } from "./reading.js";

/** @typedef {import("./types.js").View} View */
/** @typedef {import("./types.js").Cell} Cell */

/** @param {{view: View}} props */
export function MapGrid({ view }) {
  const scroller = useRef(/** @type {HTMLElement | null} */ (null));
  const cursor = useSignal(startOf(view));
  const pointed = useSignal(/** @type {Cell | null} */ (null));
  const { ask, refusal } = useCommand();
  const active = activeId(view) ?? "";
  const canMove = isMyTurn(view, store.mine.value) && !view.currentTurn?.ending && Boolean(view.availableActions?.[active]);
  const ways = useMemo(() => (canMove ? reachable(view, active) : new Map()), [view, canMove]);
  const here = useMemo(() => standing(view), [view.participants]);
  useFit(scroller, view.map.width);
  useEffect(() => bringIntoView(scroller.current, view.participants[active]?.position), [view.currentTurn?.turnId]);
  useEffect(() => void (canMove || dropWalk()), [canMove]);

  /** @param {object} where */
  const move = async (where) => (await ask(takeTurn(active, { type: "move", ...where }))) && dropWalk();

  /** @param {Cell} cell */
  function choose(cell) {
    refusal.value = "";
    if (walk.value) return stepTo(view, active, cell);
    const others = (here.get(`${cell.x},${cell.y}`) ?? []).filter((id) => !(canMove && id === active));
    if (others.length) return aimAt(others);
    if (!canMove) return;
    if (ways.get(`${cell.x},${cell.y}`)?.stay) move({ position: cell });
    else refusal.value = `You cannot get to ${cellName(cell)} with the movement you have left.`;
  }

  /** One after the other, where several are on a cell. @param {string[]} ids */
  function aimAt(ids) {
    selected.value = ids[(ids.indexOf(selected.value) + 1) % ids.length];
    say(`${view.participants[selected.value].name} chosen.`);
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    const key = keyOf(event, cursor.value, view.map);
    if (!key) return;
    event.preventDefault();
    if (key.cell) return goTo(key.cell);
    if (key.act === "choose") return walk.value?.path.length ? move({ path: walk.value.path }) : choose(cursor.value);
    if (key.act === "drop") return dropWalk();
    if (key.act === "walk" && canMove) {
      goTo(view.participants[active].position);
      startWalk();
    }
  }

  /** @param {Cell} cell */
  function goTo(cell) {
    if (walk.value) stepTo(view, active, cell);
    cursor.value = walk.value ? (walk.value.path.at(-1) ?? view.participants[active].position) : cell;
    document.getElementById(`cell-${cursor.value.x}-${cursor.value.y}`)?.focus();
  }

  const shown = walk.value ?? wayShown(ways, pointed.value);
  return html`
    <section class="map" aria-label="Map" style=${{ "--cell": `${cellSize.value}px`, "--columns": view.map.width }}>
      <div class="map-scroll" ref=${scroller}>
        <div class="board">
          <div class="ruler columns-ruler" aria-hidden="true">${range(view.map.width).map((x) => html`<span>${cellName({ x, y: 0 }).replace(/\d+/, "")}</span>`)}</div>
          <div class="ruler rows-ruler" aria-hidden="true">${range(view.map.height).map((y) => html`<span>${y + 1}</span>`)}</div>
          <div class="field-of-play">
            <div
              class="grid"
              role="grid"
              aria-label=${view.map.name}
              aria-rowcount=${view.map.height}
              aria-colcount=${view.map.width}
              onKeyDown=${pressed}
              onClick=${(/** @type {Event} */ event) => withCell(event, (cell) => ((cursor.value = cell), choose(cell)))}
              onPointerOver=${(/** @type {Event} */ event) => withCell(event, (cell) => (pointed.value = cell))}
              onPointerLeave=${() => (pointed.value = null)}
              onFocusIn=${(/** @type {Event} */ event) => withCell(event, (cell) => ((cursor.value = cell), (pointed.value = cell)))}
              onFocusOut=${() => (pointed.value = null)}
            >
              ${range(view.map.height).map((y) => html`<${Row} key=${y} y=${y} view=${view} here=${here} ways=${ways} cursor=${cursor.value} active=${active} />`)}
            </div>
            <${MapLayer} view=${view} path=${shown?.path ?? []} feet=${shown?.feet} from=${view.participants[active]} />
          </div>
        </div>
      </div>
      <${MapFoot} view=${view} canMove=${canMove} onWalk=${() => walk.value && move({ path: walk.value.path })} />
      <${Refusal} text=${walk.value?.refused || refusal.value} />
    </section>
  `;
}

/** @param {{y: number, view: View, here: Map<string, string[]>, ways: Map<string, import("./reach.js").Way>, cursor: Cell, active: string}} props */
function Row({ y, view, here, ways, cursor, active }) {
  return html`
    <div role="row" class="row" aria-rowindex=${y + 1}>
      ${range(view.map.width).map((x) => {
        const way = ways.get(`${x},${y}`);
        const terrain = TERRAIN_WORDS[view.map.terrain[y]?.[x]] ?? "open";
        return html`
          <div
            role="gridcell"
            key=${x}
            id=${`cell-${x}-${y}`}
            data-x=${x}
            data-y=${y}
            class=${`cell ${terrain}${way?.stay ? " reach" : ""}`}
            tabindex=${cursor.x === x && cursor.y === y ? 0 : -1}
            aria-colindex=${x + 1}
            aria-label=${cellSentence(view, { x, y }, here.get(`${x},${y}`) ?? [], { chosen: selected.value, active, way })}
          ></div>
        `;
      })}
    </div>
  `;
}

/** @param {number} length */
const range = (length) => Array.from({ length }, (_, index) => index);

/** The keyboard begins on one's own creature. @param {View} view @returns {Cell} */
function startOf(view) {
  const mine = view.participants[activeId(view) ?? store.mine.peek()[0]];
  return mine ? mine.position : { x: 0, y: 0 };
}

/** @param {Event} event @param {(cell: Cell) => void} then */
function withCell(event, then) {
  const cell = /** @type {HTMLElement | null} */ (/** @type {HTMLElement} */ (event.target).closest?.("[role=gridcell]"));
  if (cell) then({ x: Number(cell.dataset.x), y: Number(cell.dataset.y) });
}

/** @param {Map<string, import("./reach.js").Way>} ways @param {Cell | null} cell */
const wayShown = (ways, cell) => {
  const way = cell && ways.get(`${cell.x},${cell.y}`);
  return way?.stay ? way : undefined;
};

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
