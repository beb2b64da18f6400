/** The page that prepares an interaction: works without a script as well; with one nothing has to be loaded anew. */

import { carry, showMap, showPlaces } from "./placing.js";
import { sendQuietly } from "./quietly.js";

const form = /** @type {HTMLFormElement} */ (document.getElementById("prepare"));
const said = /** @type {HTMLElement} */ (document.getElementById("prepare-said"));
let isChanged = false;

/** @param {HTMLButtonElement} button */
async function press(button) {
  const { name, value } = button;
  const line = button.closest("[data-line]");
  if (!(await sendQuietly(name, value))) return form.requestSubmit(button);
  isChanged = true;
  showMap();
  said.textContent = sentence(name);
  if (name === "remove") focusAfter(Number(line?.getAttribute("data-line")));
  else if (!document.contains(button)) document.getElementById(button.id || "who-title")?.focus();
}

/** @param {string} name */
function sentence(name) {
  if (name === "find") return form.querySelector("[data-said]")?.textContent ?? "";
  const count = form.querySelectorAll("[data-line]").length;
  return name === "add" || name === "remove" ? `${count} take part.` : "Done.";
}

/** The line that has taken the place of the one that is gone, else the heading. @param {number} number */
function focusAfter(number) {
  const next = form.querySelector(`[data-line="${number}"] [name=remove]`) ?? document.getElementById("who-title");
  /** @type {HTMLElement} */ (next).focus();
}

/** @param {Event} event @param {string} selector @returns {HTMLElement | null} */
const from = (event, selector) => /** @type {HTMLElement} */ (event.target).closest(selector);

form.addEventListener("click", (event) => {
  const place = from(event, "[data-place]");
  if (place) return carry(Number(place.dataset.place));
  const button = /** @type {HTMLButtonElement | null} */ (from(event, "[data-quiet]"));
  if (!button) return;
  event.preventDefault();
  press(button);
});

form.addEventListener("keydown", (event) => {
  const search = event.key === "Enter" && from(event, "[type=search]");
  if (!search) return;
  event.preventDefault();
  const button = search.closest(".inline")?.querySelector("button");
  if (button) press(button);
});

form.addEventListener("input", () => {
  isChanged = true;
  showPlaces();
});

form.addEventListener("change", (event) => {
  if (from(event, "#id_location, #id_quest")) showAnotherMap();
});

async function showAnotherMap() {
  if (await sendQuietly("map", "1")) showMap();
}

/** Whether something else is chosen than what the server has shown: a quick hand, or a browser that restores a form. */
const isElsewhere = () =>
  [...form.querySelectorAll("#id_location option, #id_quest option")].some((one) => {
    const option = /** @type {HTMLOptionElement} */ (one);
    return option.selected && Boolean(option.value) && !option.defaultSelected;
  });

form.addEventListener("submit", () => (isChanged = false));

addEventListener("beforeunload", (event) => {
  if (isChanged) event.preventDefault();
});

form.classList.add("scripted");
showMap();
if (isElsewhere()) showAnotherMap();
