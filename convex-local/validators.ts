/** Whether a value is what a validator asks for: the arguments and results of functions, and documents against the schema. */

import { convexToJson, type Value } from "convex/values";
import { isObject } from "./values.ts";

export type Validator =
  | { type: "null" | "number" | "bigint" | "boolean" | "string" | "bytes" | "any" }
  | { type: "literal"; value: unknown }
  | { type: "id"; tableName: string }
  | { type: "array"; value: Validator }
  | { type: "record"; keys: Validator; values: { fieldType: Validator } }
  | { type: "union"; value: Validator[] }
  | { type: "object"; value: Record<string, { fieldType: Validator; optional: boolean }> };

/** Which table an id names, or null for what is no id. */
export type TableOf = (id: string) => string | null;

/** The first thing that is wrong with the value, in Convex's words; null when it fits. */
export function mismatch(validator: Validator, value: Value, tableOf: TableOf, path = ""): string | null {
  switch (validator.type) {
    case "any":
      return null;
    case "object":
      return objectMismatch(validator, value, tableOf, path);
    case "array":
      if (!Array.isArray(value)) return noMatch(validator, value, path);
      return firstOf(value.entries(), ([at, item]) => mismatch(validator.value, item, tableOf, `${path}[${at}]`));
    case "union":
      return validator.value.some((each) => mismatch(each, value, tableOf) === null)
        ? null
        : noMatch(validator, value, path);
    case "record":
      return recordMismatch(validator, value, tableOf, path);
    case "id":
      return idMismatch(validator, value, tableOf, path);
    default:
      return plain(validator, value) ? null : noMatch(validator, value, path);
  }
}

function plain(validator: Validator, value: Value): boolean {
  switch (validator.type) {
    case "null":
      return value === null;
    case "bytes":
      return value instanceof ArrayBuffer;
    case "literal":
      return value === literal(validator.value);
    default:
      return typeof value === validator.type;
  }
}

/** Validators are JSON: an int64 literal is written as `{$integer}`. */
function literal(value: unknown): unknown {
  if (!isObject(value) || !("$integer" in value)) return value;
  return Buffer.from(value.$integer as string, "base64").readBigInt64LE();
}

function objectMismatch(
  validator: Validator & { type: "object" },
  value: Value,
  tableOf: TableOf,
  path: string,
): string | null {
  if (!isObject(value)) return noMatch(validator, value, path);
  for (const [name, field] of Object.entries(validator.value)) {
    if (value[name] === undefined) {
      if (field.optional) continue;
      const advice = "Consider wrapping the field validator in `v.optional(...)` if this is expected.";
      return `Object is missing the required field \`${name}\`. ${advice}\n${told(validator, value, path, "Object")}`;
    }
    const wrong = mismatch(field.fieldType, value[name], tableOf, `${path}.${name}`);
    if (wrong !== null) return wrong;
  }
  const extra = Object.keys(value).find((name) => value[name] !== undefined && !Object.hasOwn(validator.value, name));
  if (extra === undefined) return null;
  return `Object contains extra field \`${extra}\` that is not in the validator.\n${told(validator, value, path, "Object")}`;
}

function recordMismatch(
  validator: Validator & { type: "record" },
  value: Value,
  tableOf: TableOf,
  path: string,
): string | null {
  if (!isObject(value)) return noMatch(validator, value, path);
  return firstOf(
    Object.entries(value),
    ([key, child]) =>
      mismatch(validator.keys, key, tableOf, path) ??
      mismatch(validator.values.fieldType, child, tableOf, `${path}.${key}`),
  );
}

function idMismatch(
  validator: Validator & { type: "id" },
  value: Value,
  tableOf: TableOf,
  path: string,
): string | null {
  const table = typeof value === "string" ? tableOf(value) : null;
  if (table === validator.tableName) return null;
  if (table === null) return noMatch(validator, value, path);
  const context = path && `Path: ${path}`;
  const found = `Found ID "${String(value)}" from table \`${table}\``;
  return `${found}, which does not match the table name in validator \`${spelled(validator)}\`.${context}`;
}

function firstOf<T>(items: Iterable<T>, wrongWith: (item: T) => string | null): string | null {
  for (const item of items) {
    const wrong = wrongWith(item);
    if (wrong !== null) return wrong;
  }
  return null;
}

function noMatch(validator: Validator, value: Value, path: string): string {
  return `Value does not match validator.\n${told(validator, value, path, "Value")}`;
}

function told(validator: Validator, value: Value, path: string, what: "Value" | "Object"): string {
  const context = path && `Path: ${path}`;
  return `${context}\n${what}: ${shortened(JSON.stringify(convexToJson(value)))}\nValidator: ${shortened(spelled(validator))}`;
}

const LONGEST_QUOTE = 1000;
const shortened = (text: string) => (text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);

/** The validator as it is written in a schema. */
export function spelled(validator: Validator): string {
  switch (validator.type) {
    case "literal":
      return `v.literal(${JSON.stringify(validator.value)})`;
    case "id":
      return `v.id(${JSON.stringify(validator.tableName)})`;
    case "array":
      return `v.array(${spelled(validator.value)})`;
    case "union":
      return `v.union(${validator.value.map(spelled).join(", ")})`;
    case "record":
      return `v.record(${spelled(validator.keys)}, ${spelled(validator.values.fieldType)})`;
    case "object": {
      const fields = Object.entries(validator.value).map(([name, field]) => {
        const type = spelled(field.fieldType);
        return `${name}: ${field.optional ? `v.optional(${type})` : type}`;
      });
      return `v.object({${fields.join(", ")}})`;
    }
    case "number":
      return "v.float64()";
    case "bigint":
      return "v.int64()";
    default:
      return `v.${validator.type}()`;
  }
}
