/** Reads of the database as functions ask for them: a range of an index, filters, a limit, a page. */

import { compareValues, convexToJson, jsonToConvex, type JSONValue, type Value } from "convex/values";
import { type Database, type Stored, type Table } from "./database.ts";
import { type Usage } from "./limits.ts";
import { compareKeys, type Bound, type Entry, type Key, type OrderedIndex, type Range } from "./ordered.ts";
import { fieldAt, orUndefined, type Document } from "./values.ts";

export type Order = "asc" | "desc";
export interface RangeExpression {
  type: "Eq" | "Gt" | "Gte" | "Lt" | "Lte";
  fieldPath: string;
  value: JSONValue;
}
export type Source =
  | { type: "FullTableScan"; tableName: string; order: Order | null }
  | { type: "IndexRange"; indexName: string; range: RangeExpression[]; order: Order | null }
  | { type: "Search"; indexName: string };
export interface Query {
  source: Source;
  operators: ({ filter: JSONValue } | { limit: number })[];
}

/** A query that has been begun: gives one document after the other, and sees what the transaction writes meanwhile. */
export class Walk {
  readonly #database: Database;
  readonly #usage: Usage;
  readonly #index: OrderedIndex;
  readonly #range: Range;
  readonly #order: Order;
  readonly #filters: JSONValue[];
  #limit: number;
  #position = 0;
  #end = 0;
  #version = -1;
  #last: Entry | null = null;

  constructor(database: Database, query: Query, usage: Usage) {
    const { table, index, expressions, order } = resolved(database, query.source);
    this.#database = database;
    this.#usage = usage;
    this.#index = index;
    this.#range = rangeOf(table, index, expressions);
    this.#order = order;
    this.#filters = query.operators.flatMap((operator) => ("filter" in operator ? [operator.filter] : []));
    this.#limit = Math.min(Infinity, ...query.operators.flatMap((operator) => ("limit" in operator ? [operator.limit] : [])));
    usage.range();
  }

  /** The next document that passes the filters, or null at the end. */
  next(): Stored | null {
    while (this.#limit > 0) {
      const stored = this.read();
      if (stored === null) return null;
      if (!this.passes(stored.document)) continue;
      this.#limit -= 1;
      return stored;
    }
    return null;
  }

  passes(document: Document): boolean {
    return this.#filters.every((filter) => evaluated(filter, document) === true);
  }

  /** The next document of the range, filtered or not. */
  read(): Stored | null {
    if (this.#version !== this.#index.version) this.#findPlace();
    if (this.#position >= this.#end) return null;
    const at = this.#order === "asc" ? this.#position++ : --this.#end;
    this.#last = this.#index.entries[at];
    const stored = this.#database.get(this.#last.id)!;
    this.#usage.read(stored.size);
    return stored;
  }

  /** Begins behind this key instead of at the start of the range. */
  startAfter(key: Key): void {
    this.#last = { key, id: "" };
    this.#version = -1;
  }

  /** Whether nothing is left in the range. */
  get exhausted(): boolean {
    if (this.#version !== this.#index.version) this.#findPlace();
    return this.#position >= this.#end;
  }

  get lastKey(): Key | null {
    return this.#last?.key ?? null;
  }

  /** Less than zero where the last document read comes before the key, in the order of the walk. */
  compareLast(key: Key): number {
    return compareKeys(this.#last!.key, key) * (this.#order === "asc" ? 1 : -1);
  }

  #findPlace(): void {
    [this.#position, this.#end] = this.#index.positions(this.#range);
    this.#version = this.#index.version;
    if (this.#last === null) return;
    if (this.#order === "asc") this.#position = Math.max(this.#position, this.#index.firstAfter(this.#last.key));
    else this.#end = Math.min(this.#end, this.#index.firstAtOrAfter(this.#last.key));
  }
}

function resolved(database: Database, source: Source) {
  if (source.type === "Search") throw new Error("The local stand-in has no search indexes.");
  const order = source.order ?? "asc";
  if (source.type === "FullTableScan") {
    const table = database.table(source.tableName);
    return { table, index: table.index("by_creation_time"), expressions: [], order };
  }
  const [tableName, indexName] = source.indexName.split(".");
  const table = database.table(tableName);
  return { table, index: table.index(indexName), expressions: source.range, order };
}

/** Equalities first, then at most one bound from below and one from above, all in the order of the index's fields. */
function rangeOf(table: Table, index: OrderedIndex, expressions: RangeExpression[]): Range {
  const prefix: Key = [];
  let from: Bound | null = null;
  let to: Bound | null = null;
  for (const { type, fieldPath, value } of expressions) {
    const expected = index.fields[prefix.length];
    const misplaced = fieldPath !== expected || (type === "Eq" ? from || to : type.startsWith("G") ? from : to);
    if (misplaced) throw new Error(`Tried to query index ${table.name} but the query didn't use the index fields in order: \`${fieldPath}\` where \`${expected}\` was expected.`);
    const bound = orUndefined(value);
    if (type === "Eq") prefix.push(bound);
    else if (type === "Gt" || type === "Gte") from = { prefix: [...prefix, bound], inclusive: type === "Gte" };
    else to = { prefix: [...prefix, bound], inclusive: type === "Lte" };
  }
  return { from: from ?? { prefix, inclusive: true }, to: to ?? { prefix, inclusive: true } };
}

/** What a filter expression comes to for this document. */
function evaluated(filter: JSONValue, document: Document): Value | undefined {
  const [[operator, operand]] = Object.entries(filter as Record<string, JSONValue>);
  if (operator === "$literal") return orUndefined(operand);
  if (operator === "$field") return fieldAt(document, operand as string);
  const operands = (Array.isArray(operand) ? operand : [operand]) as JSONValue[];
  if (operator === "$and") return operands.every((each) => evaluated(each, document) === true);
  if (operator === "$or") return operands.some((each) => evaluated(each, document) === true);
  if (operator === "$not") return evaluated(operands[0], document) !== true;
  const [one, other] = operands.map((each) => evaluated(each, document));
  return comparison(operator, one, other) ?? arithmetic(operator, one as number, other as number);
}

function comparison(operator: string, one: Value | undefined, other: Value | undefined): boolean | null {
  switch (operator) {
    case "$eq":
      return compareValues(one, other) === 0;
    case "$neq":
      return compareValues(one, other) !== 0;
    case "$lt":
      return compareValues(one, other) < 0;
    case "$lte":
      return compareValues(one, other) <= 0;
    case "$gt":
      return compareValues(one, other) > 0;
    case "$gte":
      return compareValues(one, other) >= 0;
    default:
      return null;
  }
}

function arithmetic(operator: string, one: number, other: number): number {
  switch (operator) {
    case "$add":
      return one + other;
    case "$sub":
      return one - other;
    case "$mul":
      return one * other;
    case "$div":
      return one / other;
    case "$mod":
      return one % other;
    case "$neg":
      return -one;
    default:
      throw new Error(`Unknown filter ${operator}`);
  }
}

/** What `paginate` asks for. */
export interface PageRequest {
  query: Query;
  cursor: string | null;
  endCursor: string | null;
  pageSize: number;
  maximumRowsRead: number | null;
}
export interface Page {
  page: Stored[];
  isDone: boolean;
  continueCursor: string;
}
/** The cursor behind the last document. */
const THE_END = "_end_cursor";

/** One page: from the cursor on, until it is full or the range, or the end cursor, is reached. */
export function pageOf(database: Database, request: PageRequest, usage: Usage): Page {
  if (request.cursor === THE_END) return { page: [], isDone: true, continueCursor: THE_END };
  const walk = new Walk(database, request.query, usage);
  if (request.cursor !== null) walk.startAfter(keyFrom(request.cursor));
  const end = request.endCursor === null || request.endCursor === THE_END ? null : keyFrom(request.endCursor);
  const page: Stored[] = [];
  for (let rows = 0; request.endCursor !== null || page.length < request.pageSize; rows += 1) {
    if (rows === (request.maximumRowsRead ?? Infinity) || walk.exhausted) break;
    const stored = walk.read()!;
    const beyond = end === null ? -1 : walk.compareLast(end);
    if (beyond <= 0 && walk.passes(stored.document)) page.push(stored);
    if (beyond >= 0) return { page, isDone: false, continueCursor: request.endCursor! };
  }
  const isDone = walk.exhausted;
  return { page, isDone, continueCursor: isDone || walk.lastKey === null ? THE_END : cursorAt(walk.lastKey) };
}

function cursorAt(key: Key): string {
  return JSON.stringify(key.map((value) => (value === undefined ? null : [convexToJson(value)])));
}

function keyFrom(cursor: string): Key {
  return (JSON.parse(cursor) as ([JSONValue] | null)[]).map((held) => (held === null ? undefined : jsonToConvex(held[0])));
}
