/** What REST answers to a question; nothing where it does not. */

/** @param {string} path @returns {Promise<any>} */
export async function fetched(path) {
  const answer = await fetch(path, { headers: { accept: "application/json" } }).catch(() => undefined);
  return answer?.ok ? answer.json().catch(() => undefined) : undefined;
}

/** Without the host: behind a proxy the server may call itself otherwise than this page does. @param {string} address */
export function pathOf(address) {
  const { pathname, search } = new URL(address, "http://here");
  return pathname + search;
}
