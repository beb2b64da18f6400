/** What Convex refuses, in Convex's words (docs.convex.dev, Limits; crates/value and crates/common of its backend). */

import { getDocumentSize, type Value } from "convex/values";
import { isObject, type Document } from "./values.ts";

const MIB = 1 << 20;
export const LIMITS = {
  documentBytes: MIB,
  documentNesting: 16,
  arrayItems: 8192,
  objectFields: 1024,
  fieldNameLength: 1024,
  argumentBytes: 16 * MIB,
  resultBytes: 16 * MIB,
  userCodeMs: 1000,
  bytesRead: 16 * MIB,
  bytesWritten: 16 * MIB,
  documentsRead: 32_000,
  documentsWritten: 16_000,
  indexRanges: 4096,
  functionsScheduled: 1000,
} as const;

/** Bytes that the path and the format of a call may add to its arguments. */
const ENVELOPE_BYTES = 2000;
export const REQUEST_BYTES = LIMITS.argumentBytes + ENVELOPE_BYTES;

/** Refuses a document that Convex would not store; returns its size in bytes. */
export function checkDocument(document: Document): number {
  for (const name of Object.keys(document)) {
    if (name === "_id" || name === "_creationTime") continue;
    checkName(name);
    checkValue(document[name]);
  }
  checkWidth(document);
  const levels = nesting(document);
  if (levels > LIMITS.documentNesting) {
    throw new Error(
      `Document is too nested (nested ${levels} levels deep > maximum nesting ${LIMITS.documentNesting})`,
    );
  }
  const size = getDocumentSize(document);
  if (size > LIMITS.documentBytes)
    throw new Error(`Value is too large (${mib(size)} > maximum size ${mib(LIMITS.documentBytes)})`);
  return size;
}

function checkValue(value: Value): void {
  if (Array.isArray(value)) {
    if (value.length > LIMITS.arrayItems) {
      throw new Error(`Array length is too long (${value.length} > maximum length ${LIMITS.arrayItems})`);
    }
    value.forEach(checkValue);
  } else if (isObject(value)) {
    checkWidth(value);
    for (const [name, child] of Object.entries(value)) {
      checkName(name);
      checkValue(child);
    }
  }
}

function checkWidth(value: Record<string, Value>): void {
  const fields = Object.keys(value).length;
  if (fields > LIMITS.objectFields) {
    throw new Error(`Object has too many fields (${fields} > maximum number ${LIMITS.objectFields})`);
  }
}

/** Names of fields: not empty, printable ASCII, no `$` or `_` in front. */
export function checkName(name: string): void {
  if (name === "") throw new Error("Field names must be nonempty.");
  if (name.length > LIMITS.fieldNameLength) {
    throw new Error(`Field name ${name} exceeds maximum field name length ${LIMITS.fieldNameLength}.`);
  }
  if (name.startsWith("$")) throw new Error(`Field name ${name} starts with '$', which is reserved.`);
  if (name.startsWith("_")) {
    throw new Error(`Field '${name}' starts with an underscore, which is only allowed for system fields like '_id'`);
  }
  const odd = /[^\x20-\x7e]/.exec(name);
  if (odd) {
    const rule = "Field names can only contain non-control ASCII characters";
    throw new Error(`Field name ${name} has invalid character '${odd[0]}': ${rule}`);
  }
}

/** Levels of arrays and objects: 0 for a plain value, 1 for an empty list. */
export function nesting(value: Value): number {
  const children = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : null;
  if (children === null) return 0;
  let deepest = 0;
  for (const child of children) deepest = Math.max(deepest, nesting(child));
  return deepest + 1;
}

function mib(bytes: number): string {
  return bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${(bytes / MIB).toFixed(2)} MiB`;
}

const ADVICE =
  "Consider using smaller limits in your queries, paginating your queries, " +
  "or using indexed queries with a selective index range expressions.";

/** What one transaction has used; nested calls count for the whole. */
export class Usage {
  bytesRead = 0;
  documentsRead = 0;
  bytesWritten = 0;
  documentsWritten = 0;
  indexRanges = 0;
  functionsScheduled = 0;

  read(bytes: number): void {
    this.bytesRead += bytes;
    this.documentsRead += 1;
    this.#within(this.bytesRead, LIMITS.bytesRead, "Too many bytes read in a single function execution");
    this.#within(this.documentsRead, LIMITS.documentsRead, "Too many documents read in a single function execution");
  }

  wrote(bytes: number): void {
    this.bytesWritten += bytes;
    this.documentsWritten += 1;
    this.#within(this.bytesWritten, LIMITS.bytesWritten, "Too many bytes written in a single function execution");
    this.#within(
      this.documentsWritten,
      LIMITS.documentsWritten,
      "Too many documents written in a single function execution",
    );
  }

  range(): void {
    this.indexRanges += 1;
    this.#within(this.indexRanges, LIMITS.indexRanges, "Too many index ranges read in a single function execution");
  }

  scheduled(): void {
    this.functionsScheduled += 1;
    this.#within(this.functionsScheduled, LIMITS.functionsScheduled, "Too many functions scheduled by this mutation");
  }

  #within(used: number, limit: number, complaint: string): void {
    if (used > limit) throw new Error(`${complaint} (limit: ${limit}). ${ADVICE}`);
  }
}

/**
 * Measures the time that a function's own code takes; time spent in the database is the database's.
 *
 * Only what the processor really worked counts: on a busy machine a function may well take longer than its second.
 */
export class Stopwatch {
  readonly #begun = performance.now();
  readonly #usage = process.cpuUsage();
  #ownMs = 0;
  #started: number | null = null;

  start(): void {
    this.#started = performance.now();
  }

  stop(): void {
    if (this.#started !== null) this.#ownMs += performance.now() - this.#started;
    this.#started = null;
  }

  /** Refuses a function whose own code has run for more than its second. */
  check(): void {
    if (this.#ownMs <= LIMITS.userCodeMs) return;
    const { user, system } = process.cpuUsage(this.#usage);
    const databaseMs = performance.now() - this.#begun - this.#ownMs;
    if ((user + system) / 1000 - databaseMs > LIMITS.userCodeMs) {
      throw new Error("Function execution timed out (maximum duration: 1s)");
    }
  }
}
