/**
 * How Convex values are written on the wire.
 *
 * Convex sends every float64 with a decimal point; the official Python client refuses a bare `5`.
 */

import { convexToJson, jsonToConvex, type JSONValue, type Value } from "convex/values";

export type { JSONValue, Value };
/** `convex_encoded_json` loses nothing; `json` is the readable one that callers by hand get. */
export type Format = "convex_encoded_json" | "json";
export type Document = Record<string, Value> & { _id: string; _creationTime: number };

/** JSON text of what is already JSON, every number with a point or an exponent. */
export function wire(json: JSONValue | undefined): string {
  if (typeof json === "number") return float(json);
  if (Array.isArray(json)) return `[${json.map(wire).join(",")}]`;
  if (json !== null && typeof json === "object") {
    const fields = Object.entries(json).map(([name, value]) => `${JSON.stringify(name)}:${wire(value)}`);
    return `{${fields.join(",")}}`;
  }
  return JSON.stringify(json ?? null);
}

function float(number: number): string {
  const text = String(number);
  return Number.isInteger(number) && !text.includes("e") ? `${text}.0` : text;
}

/** JSON text of a Convex value; `undefined` counts as null, as it does for results. */
export function encoded(value: Value | undefined, format: Format = "convex_encoded_json"): string {
  return wire(format === "json" ? clean(value ?? null) : convexToJson(value ?? null));
}

/** The lossy form: int64 as a string of digits, bytes as base64, special floats by name. */
function clean(value: Value): JSONValue {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof ArrayBuffer) return Buffer.from(value).toString("base64");
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(clean);
  if (value === null || typeof value !== "object") return value as JSONValue;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, clean(child as Value)]));
}

/** The arguments of a call: an object, or the same in a list of one as the JavaScript clients send it. */
export function argumentsOf(args: unknown): Record<string, Value> {
  const only = Array.isArray(args) ? args[0] : args;
  if (only === undefined || only === null) return {};
  const value = jsonToConvex(only as JSONValue);
  if (!isObject(value))
    throw new Error(`The arguments to a Convex function must be an object. Received: ${String(value)}`);
  return value;
}

export function isObject(value: unknown): value is Record<string, Value> {
  if (value === null || typeof value !== "object") return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** A query's bound or a written field: JSON, or the mark for `undefined`. */
export function orUndefined(json: JSONValue): Value | undefined {
  if (json !== null && typeof json === "object" && "$undefined" in json) return undefined;
  return jsonToConvex(json);
}

/** The value at a dotted path, or undefined. */
export function fieldAt(document: Value, path: string): Value | undefined {
  let found: Value | undefined = document;
  for (const name of path.split(".")) found = isObject(found) ? found[name] : undefined;
  return found;
}

/** A timestamp as the clients expect it: eight bytes, little endian, base64. */
export function timestamp(nanoseconds: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(nanoseconds);
  return bytes.toString("base64");
}
