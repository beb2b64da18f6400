/**
 * The sync protocol: what the official clients speak over a websocket, subscriptions above all.
 *
 * A session holds a set of queries; after each commit those that read a table that changed are asked again, all at one moment,
 * and the session hears of the results that became others.
 */

import { type JSONValue } from "convex/values";
import { type WebSocket } from "ws";
import { type Faults } from "./faults.ts";
import { NOBODY, Unauthenticated, type Caller, type Gate } from "./identity.ts";
import { type Commit, type Outcome, type Runtime } from "./runtime.ts";
import {
  answered,
  response,
  withoutRequest,
  written,
  type Answers,
  type ClientMessage,
  type Version,
} from "./protocol.ts";
import { argumentsOf, timestamp } from "./values.ts";

interface Subscription {
  path: string;
  args: unknown;
  /** The tables its last answer depended on. */
  tables: Set<string>;
  /** Its last answer as it was told; null before the first. */
  told: string | null;
}
const POLICY_VIOLATION = 1008;
export class Session {
  readonly #subscriptions = new Map<number, Subscription>();
  #version: Version = { querySet: 0, identity: 0, ts: 0n };
  #id = "";
  #caller: Caller = NOBODY;
  #queue: Promise<void> = Promise.resolve();
  /** Tables that changed since the last look; empty when none is due. */
  readonly #changed = new Set<string>();
  #over = false;

  constructor(
    readonly socket: WebSocket,
    readonly runtime: Runtime,
    readonly gate: Gate,
    readonly faults: Faults,
    readonly answers: Answers,
  ) {
    socket.on("message", (text) => this.#enqueue(() => this.#hear(JSON.parse(String(text)) as ClientMessage)));
    socket.on("close", () => (this.#over = true));
  }

  /** Something was committed. */
  notice({ writes }: Commit): void {
    const due = this.#changed.size > 0;
    for (const { before, after } of writes) this.#changed.add((after ?? before)!.table);
    if (!due && writes.length > 0) this.#enqueue(() => this.#refresh());
  }

  ping(): void {
    this.#send('{"type":"Ping"}');
  }

  #enqueue(act: () => Promise<void>): void {
    this.#queue = this.#queue
      .then(async () => {
        if (!this.#over) await act();
      }, undefined)
      .catch((error: unknown) => this.#fail(String(error)));
  }

  async #hear(message: ClientMessage): Promise<void> {
    const fault = this.faults.now;
    if (fault.mode === "silent") return;
    if (fault.mode === "slow") await new Promise((resolve) => setTimeout(resolve, fault.ms));
    switch (message.type) {
      case "Connect":
        this.#id = message.sessionId;
        return;
      case "ModifyQuerySet":
        return await this.#modify(message);
      case "Authenticate":
        return await this.#authenticate(message);
      case "Mutation":
        return await this.#mutate(message);
      case "Action":
        void this.#act(message);
        return;
    }
  }

  async #modify(message: ClientMessage & { type: "ModifyQuerySet" }): Promise<void> {
    const removed: number[] = [];
    for (const change of message.modifications) {
      if (change.type === "Add") {
        this.#subscriptions.set(change.queryId, {
          path: change.udfPath,
          args: change.args,
          tables: new Set(),
          told: null,
        });
      } else if (this.#subscriptions.delete(change.queryId)) {
        removed.push(change.queryId);
      }
    }
    await this.#transition({ querySet: message.newVersion }, (subscription) => subscription.told === null, removed);
  }

  async #authenticate(message: ClientMessage & { type: "Authenticate" }): Promise<void> {
    try {
      this.#caller = this.#callerOf(message);
    } catch (error) {
      if (!(error instanceof Unauthenticated)) throw error;
      const refusal = {
        type: "AuthError",
        error: error.message,
        baseVersion: message.baseVersion,
        authUpdateAttempted: true,
      };
      this.#send(JSON.stringify(refusal));
      return this.#close();
    }
    await this.#transition({ identity: message.baseVersion + 1 }, () => true);
  }

  #callerOf({ tokenType, value, impersonating }: ClientMessage & { type: "Authenticate" }): Caller {
    if (tokenType === "None") return NOBODY;
    if (tokenType === "User") return this.gate.fromToken(value);
    const acting = impersonating ? `:${Buffer.from(JSON.stringify(impersonating)).toString("base64")}` : "";
    return this.gate.fromAdminKey(value + acting);
  }

  /** Answers a mutation, then lets the session see what became of it. */
  async #mutate(message: ClientMessage & { type: "Mutation" | "Action" }): Promise<void> {
    const fault = this.faults.meet();
    const outcome = this.answers.find(this.#id, message.requestId) ?? (await this.#call("mutation", message));
    if (outcome.ok) this.answers.keep(this.#id, message.requestId, outcome);
    if (fault.mode === "loseReplies") return this.socket.terminate();
    const ts = outcome.ok ? `,"ts":"${timestamp(this.runtime.timestamp)}"` : "";
    this.#send(response("MutationResponse", message.requestId, outcome, ts));
    await this.#refresh(true);
  }

  async #act(message: ClientMessage & { type: "Mutation" | "Action" }): Promise<void> {
    const fault = this.faults.meet();
    const outcome = await this.#call("action", message);
    if (fault.mode === "loseReplies") return this.socket.terminate();
    this.#send(response("ActionResponse", message.requestId, outcome, ""));
  }

  async #call(
    kind: "mutation" | "action",
    { udfPath, args }: { udfPath: string; args: JSONValue[] },
  ): Promise<Outcome> {
    try {
      return await this.runtime.call({ kind, path: udfPath, args: argumentsOf(args), caller: this.#caller });
    } catch (error) {
      return this.runtime.failure(error);
    }
  }

  /** Asks again what read one of the tables that changed; says so even if nothing came of it when `always`. */
  async #refresh(always = false): Promise<void> {
    if (this.#changed.size === 0 && !always) return;
    const changed = new Set(this.#changed);
    this.#changed.clear();
    await this.#transition(always ? {} : null, ({ tables }) => [...tables].some((table) => changed.has(table)));
  }

  /** Tells what has become different; `step` null means: only if something has. */
  async #transition(
    step: Partial<Version> | null,
    due: (subscription: Subscription) => boolean,
    removed: number[] = [],
  ): Promise<void> {
    const modifications = removed.map((queryId) => `{"type":"QueryRemoved","queryId":${queryId}}`);
    await this.runtime.inTurn(async () => {
      for (const [queryId, subscription] of this.#subscriptions) {
        if (due(subscription)) modifications.push(...(await this.#asked(queryId, subscription)));
      }
      if (step === null && modifications.length === 0) return;
      const end = { ...this.#version, ...step, ts: this.runtime.timestamp };
      const versions = `"startVersion":${written(this.#version)},"endVersion":${written(end)}`;
      this.#send(`{"type":"Transition",${versions},"modifications":[${modifications.join(",")}]}`);
      this.#version = end;
    });
  }

  /** The modification for one query, or none if its answer is what it was. */
  async #asked(queryId: number, subscription: Subscription): Promise<string[]> {
    const { path, args, told: before } = subscription;
    const { outcome, tables } = await this.runtime.peek(path, argumentsOf(args), this.#caller);
    const [type, told] = answered(outcome);
    subscription.tables = tables;
    subscription.told = withoutRequest(told);
    if (subscription.told === before) return [];
    return [`{"type":"${type}","queryId":${queryId},${told},"logLines":[],"journal":null}`];
  }

  #fail(error: string): void {
    this.#send(JSON.stringify({ type: "FatalError", error }));
    this.#close();
  }

  #close(): void {
    this.#over = true;
    this.socket.close(POLICY_VIOLATION);
  }

  #send(text: string): void {
    if (this.socket.readyState === this.socket.OPEN && this.faults.now.mode !== "silent") this.socket.send(text);
  }
}
