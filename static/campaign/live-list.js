/** Keeps the live status of a campaign's interactions fresh while somebody looks at the page. */

const EVERY = 15_000;
const WORDS = /** @type {Record<string, string>} */ ({ idle: "draft", live: "● live", paused: "paused", completed: "ended" });

/** @typedef {{interactionId: string, campaignId: string, liveStatus: string, participantCount: number, currentTurn?: any}} Live */

const LEAVING = 10_000;
/** When somebody last set out for another page: to load this one anew then would call her back. */
let left = -LEAVING;
addEventListener("beforeunload", () => (left = performance.now()));

async function refresh() {
  if (document.visibilityState !== "visible") return;
  const answer = await fetch("/api/live/", { headers: { accept: "application/json" } }).catch(() => undefined);
  if (!answer?.ok) return;
  const body = await answer.json();
  if (performance.now() - left < LEAVING) return;
  /** @type {Live[]} */
  const rows = Array.isArray(body) ? body : (body.results ?? []);
  if (rows.some(isNew)) return location.reload();
  for (const card of document.querySelectorAll("[data-interaction]")) {
    show(card, rows.find((row) => row.interactionId === card.getAttribute("data-interaction")));
  }
}

/** Whether something of this campaign went live that the page does not show yet. @param {Live} row */
function isNew(row) {
  const campaign = document.querySelector("[data-campaign]")?.getAttribute("data-campaign");
  return row.campaignId === campaign && !document.querySelector(`[data-interaction="${CSS.escape(row.interactionId)}"]`);
}

/** What is live has a row; what was live and has none any more is seen afresh by loading the page. @param {Element} card @param {Live | undefined} row */
function show(card, row) {
  const badge = card.querySelector("[data-live-status]");
  const before = badge?.getAttribute("data-live-status") ?? "";
  const after = row?.liveStatus ?? (before === "live" || before === "paused" ? "completed" : before);
  if (before !== after && (before === "idle" || after === "completed")) return location.reload();
  if (badge && before !== after) {
    badge.setAttribute("data-live-status", after);
    badge.className = `badge ${after}`;
    badge.textContent = WORDS[after] ?? after;
  }
  write(card, "[data-live-count]", row && String(row.participantCount));
  write(card, "[data-live-turn]", row && turnWords(row.currentTurn));
}

/** @param {any} turn a name, or an object that has one */
const turnWords = (turn) => {
  const name = typeof turn === "string" ? turn : (turn?.name ?? "");
  return name ? ` · ${name}’s turn` : "";
};

/** @param {Element} card @param {string} place @param {string | undefined} text */
function write(card, place, text) {
  const element = card.querySelector(place);
  if (element && text !== undefined && element.textContent !== text) element.textContent = text;
}

setInterval(refresh, EVERY);
document.addEventListener("visibilitychange", refresh);
