/**
 * The documents, in memory: tables with their indexes, and one transaction at a time that can be undone.
 *
 * Writes go in at once and are noted; rolling back plays the notes backwards. That is enough because transactions run one after
 * another, and it is why contention cannot be shown here.
 */

import { convexToJson, getDocumentSize, type Value } from "convex/values";
import { checkDocument } from "./limits.ts";
import { OrderedIndex } from "./ordered.ts";
import { type Document } from "./values.ts";
import { mismatch, type Validator } from "./validators.ts";

/** A document as it is kept: its value, and what reading it needs again and again. */
export interface Stored {
  table: string;
  document: Document;
  json: string;
  size: number;
}
/** One write of a transaction, before and after; null where there is no document. */
export interface Write {
  id: string;
  before: Stored | null;
  after: Stored | null;
}
/** What the functions' schema says of a table. */
export interface TableSchema {
  indexes: { name: string; fields: string[] }[];
  documentType: Validator | null;
}
export type Schema = Map<string, TableSchema>;

/** Where numbering starts, so that the first ids do not all look alike. */
const FIRST_NUMBER = 10_000;
const ID_LENGTH = 32;
/** What Convex calls the writes to one document. */
const DEEDS = { patch: "Update", replace: "Replace", delete: "Delete" } as const;

export class Table {
  readonly indexes = new Map<string, OrderedIndex>();

  constructor(
    readonly name: string,
    readonly schema: TableSchema,
  ) {
    this.indexes.set("by_creation_time", new OrderedIndex(["_creationTime", "_id"]));
    this.indexes.set("by_id", new OrderedIndex(["_id"]));
    for (const { name: index, fields } of schema.indexes) {
      this.indexes.set(index, new OrderedIndex([...fields, "_creationTime", "_id"]));
    }
  }

  index(name: string): OrderedIndex {
    const found = this.indexes.get(name);
    if (!found) throw new Error(`Index ${this.name}.${name} not found.`);
    return found;
  }

  /** The number of its documents. */
  get size(): number {
    return this.indexes.get("by_id")!.size;
  }
}

export class Database {
  readonly tables = new Map<string, Table>();
  readonly stored = new Map<string, Stored>();
  /** What the transaction under way has written so far. */
  writes: Write[] = [];
  nextNumber = FIRST_NUMBER;
  lastCreationTime = 0;

  constructor(readonly schema: Schema) {
    for (const [name, table] of schema) this.tables.set(name, new Table(name, table));
  }

  /** A table; one that the schema does not know is made when it is first named, as Convex does. */
  table(name: string): Table {
    let table = this.tables.get(name);
    if (!table) {
      table = new Table(name, { indexes: [], documentType: null });
      this.tables.set(name, table);
    }
    return table;
  }

  insert(table: string, fields: Record<string, Value>, now: number): Stored {
    this.lastCreationTime = now > this.lastCreationTime ? now : this.lastCreationTime + 0.001;
    const number = this.nextNumber.toString().padStart(ID_LENGTH - table.length, "0");
    this.nextNumber += 1;
    return this.#write(table, { ...fields, _id: number + table, _creationTime: this.lastCreationTime });
  }

  /** Puts other fields in the place of a document's; `_id` and `_creationTime` stay. */
  replace(before: Stored, fields: Record<string, Value>): Stored {
    for (const name of ["_id", "_creationTime"] as const) {
      if (fields[name] !== undefined && fields[name] !== before.document[name]) {
        const [given, held] = [String(fields[name]), String(before.document[name])];
        throw new Error(`Provided \`${name}\` field value "${given}" does not match the document's "${held}"`);
      }
    }
    const { _id, _creationTime } = before.document;
    return this.#write(before.table, { ...fields, _id, _creationTime });
  }

  remove(before: Stored): void {
    this.#note(before.document._id, null);
  }

  get(id: string): Stored | null {
    return this.stored.get(id) ?? null;
  }

  /** The document that a write is meant for; refuses one of another table, and one that is not there. */
  expect(id: string, table: string | undefined, verb: keyof typeof DEEDS): Stored {
    const named = tableOf(id);
    if (named === null) throw new Error(`Invalid argument \`id\` for \`db.${verb}\`: Unable to decode ID: ${id}`);
    if (table !== undefined && table !== named) {
      const expected = `expected ID in table '${table}' but got ID in table '${named}'`;
      throw new Error(`Invalid argument \`id\` for \`db.${verb}\`, ${expected}`);
    }
    const found = this.get(id);
    if (!found) throw new Error(`${DEEDS[verb]} on nonexistent document ID ${id}`);
    return found;
  }

  /** Takes back what was written since there were only so many writes. */
  undoTo(count: number): void {
    while (this.writes.length > count) {
      const { id, before } = this.writes.pop()!;
      this.#put(id, before);
    }
  }

  /** Ends the transaction; returns what it wrote. */
  commit(): Write[] {
    const written = this.writes;
    this.writes = [];
    return written;
  }

  /** Puts a document in its place without a transaction: for what is read from a file. */
  restore(table: string, document: Document): void {
    const json = JSON.stringify(convexToJson(document));
    this.#put(document._id, { table, document, json, size: getDocumentSize(document) });
  }

  /** The same for a document that is gone. */
  forget(id: string): void {
    if (this.stored.has(id)) this.#put(id, null);
  }

  /** Leaves no document in any table. */
  clear(): void {
    for (const id of [...this.stored.keys()]) this.#put(id, null);
  }

  #write(table: string, document: Document): Stored {
    const size = checkDocument(document);
    const { _id, _creationTime, ...fields } = document;
    const validator = this.table(table).schema.documentType;
    const wrong = validator && mismatch(validator, fields, tableOf);
    if (wrong) {
      const refusal = `Failed to insert or update a document in table "${table}" because it does not match the schema`;
      throw new Error(`${refusal}: ${wrong}`);
    }
    const stored = { table, document, json: JSON.stringify(convexToJson(document)), size };
    this.#note(_id, stored);
    return stored;
  }

  #note(id: string, after: Stored | null): void {
    this.writes.push({ id, before: this.get(id), after });
    this.#put(id, after);
  }

  #put(id: string, after: Stored | null): void {
    const before = this.stored.get(id);
    const table = this.table((before ?? after)?.table ?? tableOf(id)!);
    for (const index of table.indexes.values()) {
      if (before) index.remove(before.document);
      if (after) index.add(after.document);
    }
    if (after) this.stored.set(id, after);
    else this.stored.delete(id);
  }
}

/** Ids are a number and the name of their table; null for anything else. */
export function tableOf(id: string): string | null {
  return /^[0-9]+([A-Za-z_][A-Za-z0-9_]*)$/.exec(id)?.[1] ?? null;
}
