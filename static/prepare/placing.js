/** Putting people on the map: choose somebody, then her upper left cell; on the map one picks up whoever stands there. */

import { render } from "preact";
import { html } from "../live/html.js";
import { cellName } from "../live/reading.js";
import { buildGrid } from "./grid.js";
import { cellSentence, classOf, obstacle, placedSentence, standingAt } from "./ground.js";
import { markCarried, readLines, writeCell } from "./lines.js";
import { Tokens } from "./tokens.js";

/** @typedef {import("./ground.js").Ground} Ground */
/** @typedef {import("../live/types.js").Cell} Cell */

const host = /** @type {HTMLElement} */ (document.getElementById("placing"));
/** @type {Ground | undefined} */
let ground;
/** @type {ReturnType<typeof buildGrid> | undefined} */
let grid;
/** @type {number | undefined} */
let carried;

/** Shows the map that the form has now, and who stands on it. */
export function showMap() {
  const text = document.getElementById("ground")?.textContent ?? "";
  const fresh = text ? /** @type {Ground} */ (JSON.parse(text)) : undefined;
  if (JSON.stringify(fresh) !== JSON.stringify(ground)) build(fresh);
  showPlaces();
}

/** @param {Ground | undefined} fresh */
function build(fresh) {
  ground = fresh;
  grid = undefined;
  host.replaceChildren();
  if (!fresh) return;
  render(html`<${Frame} ground=${fresh} />`, host);
  host.style.setProperty("--cell", "32px");
  grid = buildGrid(/** @type {HTMLElement} */ (host.querySelector(".cells")), {
    label: `${fresh.name}. Choose somebody who stands here, or somebody from the list, then a cell.`,
    width: fresh.width,
    height: fresh.height,
    classOf: (cell) => classOf(fresh, cell),
    onChoose: choose,
    onKey: press,
  });
}

/** @param {{ground: Ground}} props */
const Frame = ({ ground }) => html`
  <div class="map-scroll">
    <div class="board">
      <div class="ruler columns-ruler" aria-hidden="true">
        ${Array.from({ length: ground.width }, (_, x) => html`<span>${cellName({ x, y: 0 }).replace(/\d+/, "")}</span>`)}
      </div>
      <div class="ruler rows-ruler" aria-hidden="true">${Array.from({ length: ground.height }, (_, y) => html`<span>${y + 1}</span>`)}</div>
      <div class="field-of-play">
        ${ground.picture && html`<img class="map-picture" src=${ground.picture} alt="" />`}
        <div class="cells"></div>
        <svg class="map-layer" viewBox=${`0 0 ${ground.width} ${ground.height}`} aria-hidden="true"></svg>
      </div>
    </div>
  </div>
  <p class="placing-said" role="status"></p>
`;

/** After anything in the form has changed. */
export function showPlaces() {
  const lines = readLines();
  if (carried !== undefined && !lines.some((line) => line.number === carried)) carried = undefined;
  markCarried(carried);
  host.classList.toggle("carrying", carried !== undefined);
  const layer = host.querySelector(".map-layer");
  if (layer) render(html`<${Tokens} lines=${lines} carried=${carried} />`, layer);
  const here = ground;
  if (here) grid?.tell((cell) => cellSentence(here, lines, cell));
}

/** Takes somebody from the list to the map. @param {number} number */
export function carry(number) {
  const who = readLines().find((line) => line.number === number);
  if (!who || !ground) return say("Choose a location first.");
  carried = number;
  showPlaces();
  say(`Placing ${who.name}${who.cells > 1 ? `, ${who.cells} × ${who.cells} cells: choose the upper left one` : ": choose a cell"}. Escape leaves it as it is.`);
  grid?.focus(who.at ?? { x: ground.spawn[0], y: ground.spawn[1] });
}

/** @param {Cell} cell */
function choose(cell) {
  const lines = readLines();
  const who = lines.find((line) => line.number === carried);
  if (!who) return pickUp(cell, lines);
  const reason = ground ? obstacle(ground, lines, who, cell) : "";
  if (reason) return say(reason, true);
  writeCell(who, cell);
  carried = undefined;
  say(placedSentence(who, cell));
  showPlaces();
}

/** @param {Cell} cell @param {import("./ground.js").Line[]} lines */
function pickUp(cell, lines) {
  const [who] = standingAt(lines, cell);
  if (!who) return say(`Nobody stands at ${cellName(cell)}. Choose somebody from the list first.`);
  carried = who.number;
  say(`${who.name} is picked up: choose a cell, or press Delete to take it off the map.`);
  showPlaces();
}

/** @param {Cell} cell @param {string} key */
function press(cell, key) {
  const lines = readLines();
  if (key === "Escape" && carried !== undefined) {
    carried = undefined;
    say("It stays where it was.");
    showPlaces();
  } else if (key === "Delete" || key === "Backspace") {
    const who = lines.find((line) => line.number === carried) ?? standingAt(lines, cell)[0];
    if (!who) return;
    writeCell(who, undefined);
    carried = undefined;
    say(`${who.name} is off the map and will be put where there is room.`);
    showPlaces();
  }
}

/** @param {string} sentence @param {boolean} [isRefusal] */
function say(sentence, isRefusal = false) {
  const place = host.querySelector(".placing-said");
  if (!place) return;
  place.textContent = sentence;
  place.classList.toggle("refusal", isRefusal);
}
