/** JSON merge patches (RFC 7396) and one document laid over another. What does not change stays the same object. */

/** @param {unknown} value @returns {value is Record<string, any>} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The document after the patch. Null removes, objects merge, everything else replaces.
 * @param {any} target
 * @param {any} patch
 * @returns {any}
 */
export function mergePatch(target, patch) {
  if (!isObject(patch)) return patch;
  const result = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else set(result, key, isObject(value) ? mergePatch(ownValue(result, key), value) : value);
  }
  return result;
}

/**
 * `upper` laid over `lower`: objects are joined key by key, elsewhere the upper one is seen. Neither is changed.
 * @param {any} lower
 * @param {any} upper
 * @returns {any}
 */
export function overlay(lower, upper) {
  if (upper === undefined) return lower;
  if (!isObject(lower) || !isObject(upper)) return upper;
  const result = { ...lower };
  for (const [key, value] of Object.entries(upper)) set(result, key, overlay(ownValue(lower, key), value));
  return result;
}

/** A key like `__proto__` is a key like any other. @param {Record<string, any>} object @param {string} key @param {any} value */
function set(object, key, value) {
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

/** @param {Record<string, any>} object @param {string} key */
const ownValue = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);
