/** This player's part in the dice: what she adds to the seed before the first roll, so that whoever runs the server did not choose it. */

import { randomHex } from "./random.js";

/** Whether it is hers to give, and time for it. @param {import("./types.js").View | undefined} view @param {import("./types.js").You} you */
export function wantsNonce(view, you) {
  if (!view || you.role !== "player" || !view.dice?.seedHash || view.dice.nonces?.[you.userId]) return false;
  return view.status === "PENDING_INITIATIVE" && view.liveStatus !== "idle" && view.liveStatus !== "completed";
}

/**
 * Gives it, at most once a page. A refusal (another window was first, or a die has been rolled) changes nothing for her.
 * @param {import("./types.js").Send} send
 * @returns {(view: import("./types.js").View | undefined, you: import("./types.js").You) => void}
 */
export function giver(send) {
  let given = false;
  return (view, you) => {
    if (given || !wantsNonce(view, you)) return;
    given = true;
    send("giveNonce", { nonce: randomHex() }).catch(() => {});
  };
}
