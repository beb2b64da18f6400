/** One index of one table: its documents in the order of some fields, at about the same cost in a table of any size. */

import { compareValues, type Value } from "convex/values";
import { fieldAt, type Document } from "./values.ts";

export type Key = (Value | undefined)[];
export interface Entry {
  key: Key;
  id: string;
}

/** A place between two entries. */
interface Place {
  block: number;
  at: number;
}
/** A block that grows beyond twice this is cut in two. */
const BLOCK = 256;

export class OrderedIndex {
  /** The entries in order, cut into blocks, of which only the first may be empty. */
  readonly #blocks: Entry[][] = [[]];
  size = 0;
  /** Grows with every change: a place that was found before one may be another's now. */
  version = 0;

  /** `fields` as declared; ties are broken by time of creation, then id. */
  constructor(readonly fields: readonly string[]) {}

  add(document: Document): void {
    const key = this.#keyOf(document);
    const { block, at } = this.place(key, "before");
    const entries = this.#blocks[block];
    entries.splice(at, 0, { key, id: document._id });
    if (entries.length > 2 * BLOCK) this.#blocks.splice(block + 1, 0, entries.splice(BLOCK));
    this.size += 1;
    this.version += 1;
  }

  remove(document: Document): void {
    const { block, at } = this.place(this.#keyOf(document), "before");
    const entries = this.#blocks[block];
    if (entries[at]?.id !== document._id) throw new Error(`The index has lost ${document._id}.`);
    entries.splice(at, 1);
    if (entries.length === 0 && this.#blocks.length > 1) this.#blocks.splice(block, 1);
    this.size -= 1;
    this.version += 1;
  }

  /** The place before or behind all entries that begin with the prefix. */
  place(prefix: Key, side: "before" | "behind"): Place {
    const isBefore = ({ key }: Entry) => compareKeys(key, prefix) < (side === "before" ? 0 : 1);
    const block = Math.max(0, countBefore(this.#blocks, ([first]) => first !== undefined && isBefore(first)) - 1);
    return this.#settled({ block, at: countBefore(this.#blocks[block], isBefore) });
  }

  /** The entry behind the place, or the one before it, if there is one. */
  entry({ block, at }: Place, order: "asc" | "desc"): Entry | undefined {
    if (order === "asc") return this.#blocks[block][at];
    return at > 0 ? this.#blocks[block][at - 1] : this.#blocks[block - 1]?.at(-1);
  }

  /** The place one entry further. */
  step({ block, at }: Place, order: "asc" | "desc"): Place {
    if (order === "asc") return this.#settled({ block, at: at + 1 });
    return at > 0 ? { block, at: at - 1 } : { block: block - 1, at: this.#blocks[block - 1].length - 1 };
  }

  /** The end of a block is the beginning of the next. */
  #settled(place: Place): Place {
    const atEnd = place.at === this.#blocks[place.block].length;
    return atEnd && place.block + 1 < this.#blocks.length ? { block: place.block + 1, at: 0 } : place;
  }

  #keyOf(document: Document): Key {
    return this.fields.map((path) => fieldAt(document, path));
  }
}

/** How many items from the beginning are so; those that are come first. Found by halving. */
function countBefore<T>(items: T[], isSo: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSo(items[middle])) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Compares a key with a prefix, as far as the prefix goes: -1, 0 or 1. */
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
  if (typeof one === "number" && typeof other === "number") {
    if (one < other) return -1; // not their difference: times of creation are less than 1 apart
    if (one > other) return 1;
  }
  return compareValues(one, other);
}
