/** HTTP actions: what `http.ts` routes. On a deployment they are served from `.convex.site`; here from the same address. */

import { type IncomingHttpHeaders } from "node:http";
import { NOBODY, Unauthenticated, type Gate } from "./identity.ts";
import { type Runtime } from "./runtime.ts";

export interface Incoming {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The response of the action at that path; 404 where none is. */
export async function httpAction(
  runtime: Runtime,
  gate: Gate,
  { method, url, headers, body }: Incoming,
): Promise<Response> {
  const found = runtime.functions.router?.lookup(url.pathname, method);
  if (!found) return new Response("No matching routes found", { status: 404 });
  const [action] = found;
  const request = new Request(url, {
    method,
    headers: plain(headers),
    body: method === "GET" || method === "HEAD" ? null : new Uint8Array(body),
  });
  const { identity } = callerOf(gate, headers.authorization);
  return await runtime.asHttpAction(identity, () => action.invokeHttpAction(request));
}

/** The header may just as well be a secret of the action's own: what is no token names nobody. */
function callerOf(gate: Gate, authorization: string | undefined) {
  try {
    return authorization?.startsWith("Bearer ") ? gate.fromHeader(authorization) : NOBODY;
  } catch (error) {
    if (error instanceof Unauthenticated) return NOBODY;
    throw error;
  }
}

function plain(headers: IncomingHttpHeaders): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
}
