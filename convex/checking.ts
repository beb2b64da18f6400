/** Whether a value fits a validator, told before anything is written: what Convex itself would throw at, with the whole batch. */
import type { GenericValidator, PropertyValidators, Value } from "convex/values";
import { getDocumentSize } from "convex/values";

const DOCUMENT_BYTES = (1 << 20) - 1024; // 1 MiB, less what the system's fields and ours need
const ARRAY_ITEMS = 8192;

/** A sentence about the first thing that does not fit, or null. Fields that are not in `fields` do not fit. */
export function problemWithFields(fields: PropertyValidators, given: unknown, path: string): string | null {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return `${path} is no object`;
  const values = given as Record<string, unknown>;
  const unknown = Object.keys(values).find((name) => values[name] !== undefined && !Object.hasOwn(fields, name));
  if (unknown !== undefined) return `${path}.${unknown} is not a field`;
  for (const [name, field] of Object.entries(fields)) {
    const problem = problemWith(field, values[name], `${path}.${name}`);
    if (problem !== null) return problem;
  }
  return null;
}

/** The same for one value. */
export function problemWith(validator: GenericValidator, value: unknown, path: string): string | null {
  if (value === undefined) return validator.isOptional === "optional" ? null : `${path} is missing`;
  switch (validator.kind) {
    case "any":
      return null;
    case "string":
    case "id":
      return typeof value === "string" ? null : `${path} is no string`;
    case "null":
      return value === null ? null : `${path} is not null`;
    case "float64":
      return typeof value === "number" ? null : `${path} is no number`;
    case "boolean":
      return typeof value === "boolean" ? null : `${path} is neither true nor false`;
    case "literal":
      return value === validator.value ? null : `${path} is not ${JSON.stringify(validator.value)}`;
    case "object":
      return problemWithFields(validator.fields, value, path);
    case "array":
      return problemWithItems(validator.element, value, path);
    case "union":
      return validator.members.some((member: GenericValidator) => problemWith(member, value, path) === null)
        ? null
        : `${path} is none of what it may be`;
    default:
      return `${path} is of a kind that nothing here is: ${validator.kind}`;
  }
}

function problemWithItems(element: GenericValidator, value: unknown, path: string): string | null {
  if (!Array.isArray(value)) return `${path} is no list`;
  if (value.length > ARRAY_ITEMS) return `${path} has ${value.length} items, and ${ARRAY_ITEMS} are allowed`;
  for (const [i, item] of value.entries()) {
    const problem = problemWith(element, item, `${path}[${i}]`);
    if (problem !== null) return problem;
  }
  return null;
}

/** A document that Convex could not hold, or that could never be told from an older one. */
export function problemWithDocument(document: { revision?: number; [field: string]: unknown }): string | null {
  const { revision } = document;
  if (revision !== undefined && (!Number.isSafeInteger(revision) || revision < 0)) {
    return `revision ${revision} is no whole number from 0 to 2^53`;
  }
  const bytes = getDocumentSize(document as Record<string, Value>);
  return bytes > DOCUMENT_BYTES ? `the document has ${bytes} bytes, and ${DOCUMENT_BYTES} are allowed` : null;
}
