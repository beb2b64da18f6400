/** What time it is in the room: told by its frames, gone on by this page's own monotonic clock, which nobody can set. */

export class RoomTime {
  #monotonic;
  /** Room time less monotonic time, in ms; what travelled fastest is nearest to the truth. */
  #ahead = -Infinity;

  /** @param {() => number} [monotonic] ms since whenever */
  constructor(monotonic = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  /** A room that opened anew may have another time. @param {number} serverTime ms since the epoch */
  restart(serverTime) {
    this.#ahead = serverTime - this.#monotonic();
  }

  /** @param {number} serverTime ms since the epoch */
  hear(serverTime) {
    this.#ahead = Math.max(this.#ahead, serverTime - this.#monotonic());
  }

  /** In ms since the epoch; 0 while nothing was heard. */
  now() {
    return this.#ahead === -Infinity ? 0 : this.#monotonic() + this.#ahead;
  }
}
