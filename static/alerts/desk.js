/** Which alerts are unread. What is about the table one sits at is read already: there one sees it happen. */

/** @typedef {{id: string, kind: string, campaignId: string, interactionId: string, entityId?: string, text: string, createdAt: number}} Alert */

const OF_A_TURN = ["onDeck", "yourTurn", "timeWarning"];

/** Which earlier alerts are no news any more; of other kinds an earlier one of the same. @type {Record<string, string[]>} */
const OVERTAKES = {
  onDeck: OF_A_TURN,
  yourTurn: OF_A_TURN,
  timeWarning: OF_A_TURN,
  missedTurn: [...OF_A_TURN, "missedTurn"],
  interactionEnded: [...OF_A_TURN, "interactionLive", "interactionPaused", "interactionResumed", "interactionEnded"],
  reward: [],
};

export class Desk {
  /** @type {Map<string, Alert>} */
  #unread = new Map();
  #here;

  /** @param {string} here the interaction whose page this is, empty on every other page */
  constructor(here) {
    this.#here = here;
  }

  /** @type {(unread: Alert[]) => void} */
  onChange = () => {};
  /** @type {(ids: string[]) => void} */
  onHere = () => {};

  /** A frame from the server. @param {any} frame */
  take(frame) {
    if (frame.type === "alert") this.#alert(frame);
    if (frame.type === "read") this.#forget(frame.ids);
  }

  /** @param {Alert} alert */
  #alert(alert) {
    if (alert.interactionId === this.#here) return this.onHere([alert.id]);
    const over = this.#overtaken(alert);
    for (const id of over) this.#unread.delete(id);
    if (over.length) this.onHere(over);
    this.#unread.set(alert.id, alert);
    this.#changed();
  }

  /** What this alert makes old news of the same game. @param {Alert} alert */
  #overtaken(alert) {
    const kinds = OVERTAKES[alert.kind] ?? [alert.kind];
    return [...this.#unread.values()]
      .filter((old) => old.id !== alert.id && old.interactionId === alert.interactionId && kinds.includes(old.kind))
      .map((old) => old.id);
  }

  /** @param {string[]} ids */
  #forget(ids) {
    for (const id of ids) this.#unread.delete(id);
    this.#changed();
  }

  #changed() {
    this.onChange([...this.#unread.values()].sort((a, b) => a.createdAt - b.createdAt));
  }
}
