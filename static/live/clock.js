/** Reading the clock of a turn: what is left of it at a time of the room, and in words. Nothing in the room ticks. */

/** @typedef {import("./types.js").View} View */

/** Whether the clock of the turn under way goes on now. @param {View} view */
export const runs = (view) => view.liveStatus === "live" && Boolean(view.currentTurn?.runningSince);

/** Milliseconds left of the turn under way; nothing where it has no clock, or is ending. @param {View} view @param {number} now the room's time in ms @returns {number | undefined} */
export function left(view, now) {
  const { remaining, runningSince, ending } = view.currentTurn ?? {};
  if (remaining === undefined || ending || view.liveStatus === "completed") return undefined;
  if (!runningSince || view.liveStatus !== "live") return remaining;
  return Math.min(remaining, Math.max(0, remaining - (now - runningSince)));
}

/** "64 s", "2 min 5 s": a second that has begun counts. @param {number} ms */
export function timeWords(ms) {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 100) return `${seconds} s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest ? ` ${rest} s` : ""}`;
}

/** Milliseconds until the words change. @param {number} ms left */
export const untilNextSecond = (ms) => ms % 1000 || 1000;

/** Whether it is time to hurry. @param {View} view @param {number} ms left */
export const isLow = (view, ms) => ms <= (view.settings.timeWarning ?? 0) * 1000;
