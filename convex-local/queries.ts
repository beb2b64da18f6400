/** Reads of the database as functions ask for them: a range of an index, filters, a limit, a page. */

import { compareValues, type JSONValue, type Value } from "convex/values";
import { type Database, type Stored, type Table } from "./database.ts";
import { type Usage } from "./limits.ts";
import { compareKeys, type Entry, type Key, type OrderedIndex } from "./ordered.ts";
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

/** Part of an index between two keys, each perhaps shorter than the index's own: all that begin alike belong. */
interface Range {
  from: Bound;
  to: Bound;
}
interface Bound {
  prefix: Key;
  /** Whether what begins with the prefix is part of the range. */
  inclusive: boolean;
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
  #place: ReturnType<OrderedIndex["place"]>;
  #version: number;
  /** The key of the last entry read, or where the walk was told to begin behind. */
  lastKey: Key | null;

  constructor(database: Database, query: Query, usage: Usage, after: Key | null = null) {
    const { table, index, expressions, order } = resolved(database, query.source);
    this.#database = database;
    this.#usage = usage;
    this.#index = index;
    this.#range = rangeOf(table, index, expressions);
    this.#order = order;
    this.#filters = query.operators.flatMap((operator) => ("filter" in operator ? [operator.filter] : []));
    this.#limit = Math.min(
      Infinity,
      ...query.operators.flatMap((operator) => ("limit" in operator ? [operator.limit] : [])),
    );
    this.lastKey = after;
    this.#place = this.#found();
    this.#version = index.version;
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

  /** The next document of the range, filtered or not; null at the end. */
  read(): Stored | null {
    const entry = this.#ahead();
    if (entry === null) return null;
    this.lastKey = entry.key;
    this.#place = this.#index.step(this.#place, this.#order);
    const stored = this.#database.get(entry.id)!;
    this.#usage.read(stored.size);
    return stored;
  }

  /** Whether nothing is left in the range. */
  get exhausted(): boolean {
    return this.#ahead() === null;
  }

  /** Less than zero where the last document read comes before the key, in the order of the walk. */
  compareLast(key: Key): number {
    return compareKeys(this.lastKey!, key) * (this.#order === "asc" ? 1 : -1);
  }

  #ahead(): Entry | null {
    if (this.#version !== this.#index.version) {
      this.#place = this.#found();
      this.#version = this.#index.version;
    }
    const entry = this.#index.entry(this.#place, this.#order);
    return entry && this.#within(entry.key) ? entry : null;
  }

  /** Where the range begins, or behind what was read last. */
  #found(): ReturnType<OrderedIndex["place"]> {
    const ascending = this.#order === "asc";
    if (this.lastKey) return this.#index.place(this.lastKey, ascending ? "behind" : "before");
    const { prefix, inclusive } = ascending ? this.#range.from : this.#range.to;
    return this.#index.place(prefix, ascending === inclusive ? "before" : "behind");
  }

  #within(key: Key): boolean {
    const { prefix, inclusive } = this.#order === "asc" ? this.#range.to : this.#range.from;
    const beyond = compareKeys(key, prefix) * (this.#order === "asc" ? 1 : -1);
    return beyond < 0 || (beyond === 0 && inclusive);
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
    if (misplaced) {
      throw new Error(
        `A query of ${table.name} does not use the fields of its index in order: \`${fieldPath}\` instead of \`${expected}\`.`,
      );
    }
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
