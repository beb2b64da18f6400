/**
 * One index of one table: its documents in the order of some fields, found by halving.
 *
 * A sorted array: finding costs log n comparisons, inserting one move of memory, which at 50,000 documents is microseconds.
 */

import { compareValues, type Value } from "convex/values";
import { fieldAt, type Document } from "./values.ts";

export type Key = (Value | undefined)[];
export interface Entry {
  key: Key;
  id: string;
}
/** Part of an index between two keys, each perhaps shorter than the index: all that begin alike belong. */
export interface Range {
  from: Bound;
  to: Bound;
}
export interface Bound {
  prefix: Key;
  /** Whether what begins with the prefix is part of the range. */
  inclusive: boolean;
}

export class OrderedIndex {
  readonly entries: Entry[] = [];
  /** Grows with every change: a walk that finds it as it was need not search again. */
  version = 0;

  /** `fields` as declared; ties are broken by time of creation, then id. */
  constructor(readonly fields: readonly string[]) {}

  keyOf(document: Document): Key {
    return this.fields.map((path) => fieldAt(document, path));
  }

  add(document: Document): void {
    const key = this.keyOf(document);
    this.entries.splice(this.firstAtOrAfter(key), 0, { key, id: document._id });
    this.version += 1;
  }

  remove(document: Document): void {
    const at = this.firstAtOrAfter(this.keyOf(document));
    if (this.entries[at]?.id !== document._id) throw new Error(`The index has lost ${document._id}.`);
    this.entries.splice(at, 1);
    this.version += 1;
  }

  /** Positions of the range: the first that is in it, and the first behind it. */
  positions(range: Range): [number, number] {
    const from = range.from.inclusive ? this.firstAtOrAfter(range.from.prefix) : this.firstAfter(range.from.prefix);
    const to = range.to.inclusive ? this.firstAfter(range.to.prefix) : this.firstAtOrAfter(range.to.prefix);
    return [from, Math.max(from, to)];
  }

  firstAtOrAfter(prefix: Key): number {
    return this.#search((key) => compareKeys(key, prefix) < 0);
  }

  firstAfter(prefix: Key): number {
    return this.#search((key) => compareKeys(key, prefix) <= 0);
  }

  #search(before: (key: Key) => boolean): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (before(this.entries[middle].key)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Compares a key with a prefix, as far as the prefix goes. */
export function compareKeys(key: Key, prefix: Key): number {
  for (let at = 0; at < prefix.length; at += 1) {
    const order = compare(key[at], prefix[at]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Convex's order of values, with the two cases that indexes mostly meet taken first. */
function compare(one: Value | undefined, other: Value | undefined): number {
  if (typeof one === "string" && one === other) return 0;
  if (typeof one === "number" && typeof other === "number" && one !== other && one - other !== 0 && !Number.isNaN(one - other)) {
    return one - other;
  }
  return compareValues(one, other);
}
