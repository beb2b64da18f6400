/** The sync protocol's messages, and how they are written. */

import { type JSONValue } from "convex/values";
import { type Outcome } from "./runtime.ts";
import { timestamp, wire } from "./values.ts";

/** What a session has been told: of which queries, as whom, up to when. */
export interface Version {
  querySet: number;
  identity: number;
  ts: bigint;
}
interface AddQuery {
  type: "Add";
  queryId: number;
  udfPath: string;
  args: JSONValue[];
}
export type ClientMessage =
  | { type: "Connect"; sessionId: string }
  | { type: "Event" }
  | { type: "ModifyQuerySet"; newVersion: number; modifications: (AddQuery | { type: "Remove"; queryId: number })[] }
  | {
      type: "Authenticate";
      tokenType: "None" | "User" | "Admin";
      value: string;
      baseVersion: number;
      impersonating?: Record<string, unknown>;
    }
  | { type: "Mutation" | "Action"; requestId: number; udfPath: string; args: JSONValue[] };

export const written = ({ querySet, identity, ts }: Version) =>
  `{"querySet":${querySet},"identity":${identity},"ts":"${timestamp(ts)}"}`;

/** A query's answer: the kind of modification, and its content. */
export function answered(outcome: Outcome): ["QueryUpdated" | "QueryFailed", string] {
  if (outcome.ok) return ["QueryUpdated", `"value":${wire(outcome.value)}`];
  return ["QueryFailed", `"errorMessage":${JSON.stringify(outcome.message)}${errorData(outcome)}`];
}

/** Every failure has a request id of its own, which makes no other answer of it. */
export const withoutRequest = (told: string) => told.replace(/^("errorMessage":"\[Request ID: )[0-9a-f]+/, "$1");

/** The answer to a mutation or an action; `ts` is the rest of a mutation's. */
export function response(type: string, requestId: number, outcome: Outcome, ts: string): string {
  const result = outcome.ok ? wire(outcome.value) : JSON.stringify(outcome.message);
  const head = `"type":"${type}","requestId":${requestId},"success":${outcome.ok}`;
  return `{${head},"result":${result}${ts},"logLines":[]${errorData(outcome)}}`;
}

function errorData(outcome: Outcome): string {
  return outcome.ok || outcome.data === undefined ? "" : `,"errorData":${wire(outcome.data)}`;
}

/** So many answers are kept for clients that come back and ask again. */
const ANSWERS_KEPT = 1000;

/** Answers to mutations: one that a client sends again after a broken connection is not carried out twice. */
export class Answers {
  readonly #answers = new Map<string, Outcome>();

  find(session: string, request: number): Outcome | null {
    return this.#answers.get(`${session}:${request}`) ?? null;
  }

  keep(session: string, request: number, outcome: Outcome): void {
    this.#answers.set(`${session}:${request}`, outcome);
    if (this.#answers.size > ANSWERS_KEPT) this.#answers.delete(this.#answers.keys().next().value!);
  }
}
