/** Convex's HTTP API: `/api/query`, `/api/mutation`, `/api/action` and their kin, as text in and text out. */

import { Unauthenticated, type Caller, type Gate } from "./identity.ts";
import { type Outcome, type Runtime } from "./runtime.ts";
import { type Kind } from "./functions.ts";
import { argumentsOf, timestamp, wire, encoded, type Format } from "./values.ts";
import { jsonToConvex } from "convex/values";

export interface Reply {
  status: number;
  body: string;
}
/** A request that is refused before any function runs. */
export class BadRequest extends Error {
  readonly status = 400;
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Asked {
  path: string;
  args: unknown;
  format: Format;
}
const KINDS: Record<string, Kind | "any"> = {
  query: "query",
  query_at_ts: "query",
  mutation: "mutation",
  action: "action",
  function: "any",
};

export class Api {
  constructor(
    readonly runtime: Runtime,
    readonly gate: Gate,
    /** Told of each call when it has been answered. */
    readonly count: (path: string, requestBytes: number, replyBytes: number) => void,
  ) {}

  /** Answers a request below `/api/`; null when nothing is there. */
  async answer(method: string, url: URL, authorization: string | undefined, body: string): Promise<Reply | null> {
    try {
      return await this.#route(method, url, authorization, body);
    } catch (error) {
      if (error instanceof Unauthenticated) return failed(401, error.code, error.message);
      if (error instanceof BadRequest) return failed(error.status, error.code, error.message);
      throw error;
    }
  }

  async #route(method: string, url: URL, authorization: string | undefined, body: string): Promise<Reply | null> {
    const endpoint = url.pathname.slice("/api/".length);
    if (endpoint === "query_ts")
      return { status: 200, body: JSON.stringify({ ts: timestamp(this.runtime.timestamp) }) };
    const run = /^run\/(.+)\/([^/]+)$/.exec(endpoint);
    const kind = run ? "any" : Object.hasOwn(KINDS, endpoint) ? KINDS[endpoint] : null;
    if (kind === null && endpoint !== "query_batch") return null;
    if (method !== "POST" && !(method === "GET" && endpoint === "query"))
      return failed(405, "MethodNotAllowed", `${endpoint} takes POST`);
    const caller = this.gate.fromHeader(authorization);
    if (kind === null) return this.#batch(parsed(body), caller);
    const given = method === "GET" ? fromQuery(url.searchParams) : parsed(body);
    const asked = askedFor(
      run ? { ...given, path: `${decodeURIComponent(run[1])}:${decodeURIComponent(run[2])}` } : given,
    );
    const reply = reported(await this.#call(kind, asked, caller), asked.format);
    this.count(asked.path, body.length, reply.length);
    return { status: 200, body: reply };
  }

  async #batch(given: Record<string, unknown>, caller: Caller): Promise<Reply> {
    if (!Array.isArray(given.queries)) throw new BadRequest("BadJsonBody", "queries must be a list");
    const results: string[] = [];
    for (const each of given.queries as Record<string, unknown>[]) {
      const asked = askedFor(each);
      results.push(reported(await this.#call("query", asked, caller), asked.format));
    }
    return { status: 200, body: `{"results":[${results.join(",")}]}` };
  }

  async #call(kind: Kind | "any", { path, args }: Asked, caller: Caller): Promise<Outcome> {
    try {
      return await this.runtime.call({ kind, path, args: argumentsOf(args), caller });
    } catch (error) {
      return this.runtime.failure(error); // arguments that are no Convex values
    }
  }
}

function parsed(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // said below
  }
  throw new BadRequest("BadJsonBody", "The request body must be a JSON object");
}

function fromQuery(parameters: URLSearchParams): Record<string, unknown> {
  const { args } = parsed(`{"args":${parameters.get("args") ?? "{}"}}`);
  return { path: parameters.get("path"), args, format: parameters.get("format") ?? undefined };
}

function askedFor(given: Record<string, unknown>): Asked {
  const { path, args, format = "json" } = given;
  if (typeof path !== "string") throw new BadRequest("BadJsonBody", "path must be a string");
  if (format !== "json" && format !== "convex_encoded_json")
    throw new BadRequest("BadFormat", "format must be json or convex_encoded_json");
  return { path, args, format };
}

/** The outcome as the API tells it: always with HTTP status 200. */
function reported(outcome: Outcome, format: Format): string {
  const told = (json: Parameters<typeof wire>[0]) =>
    format === "json" ? encoded(jsonToConvex(json ?? null), format) : wire(json);
  if (outcome.ok) return `{"status":"success","value":${told(outcome.value)},"logLines":[]}`;
  const data = outcome.data === undefined ? "" : `,"errorData":${told(outcome.data)}`;
  return `{"status":"error","errorMessage":${JSON.stringify(outcome.message)}${data},"logLines":[]}`;
}

export function failed(status: number, code: string, message: string): Reply {
  return { status, body: JSON.stringify({ code, message }) };
}
