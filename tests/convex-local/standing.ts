/** Stand-ins for tests: in this process, or in one of their own. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";
import { StandIn, type Options } from "../../convex-local/stand-in.ts";

export const ADMIN_KEY = "dev|admin";
export const FUNCTIONS = fileURLToPath(new URL("functions", import.meta.url));
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export const query = makeFunctionReference<"query">;
export const mutation = makeFunctionReference<"mutation">;
export const action = makeFunctionReference<"action">;

export const note = (changes: object = {}) => ({
  externalId: "n1",
  revision: 1,
  owner: "aria",
  text: "a door",
  ...changes,
});

/** A stand-in in this process, gone after the test. */
export async function standing(t: TestContext, options: Partial<Options> = {}): Promise<StandIn> {
  const given = {
    functions: FUNCTIONS,
    port: 0,
    controlPort: 0,
    adminKey: ADMIN_KEY,
    state: null,
    redacts: false,
    ...options,
  };
  const standIn = await StandIn.start(given);
  t.after(() => standIn.stop());
  return standIn;
}

/** One in a process of its own; returns its address. */
export async function spawned(t: TestContext): Promise<string> {
  const main = path.join(ROOT, "convex-local", "main.ts");
  const child = spawn(process.execPath, ["--import", "tsx", main, "--functions", FUNCTIONS], {
    cwd: ROOT,
    env: { ...process.env, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  t.after(() => child.kill());
  const [address] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  return address;
}

export function admin(url: string): ConvexHttpClient {
  const client = new ConvexHttpClient(url, { logger: false });
  (client as unknown as { setAdminAuth(key: string): void }).setAdminAuth(ADMIN_KEY);
  return client;
}

/** A browser's client, closed after the test. */
export function browser(t: TestContext, url: string): ConvexClient {
  const client = new ConvexClient(url, { logger: false });
  t.after(() => client.close());
  return client;
}

/** An unsigned token of that person. */
export function token(subject: string, claims: object = {}): string {
  const exp = Math.floor(Date.now() / 1000) + 3600;
  const parts = [
    { alg: "none", typ: "JWT" },
    { iss: "https://identity.test", sub: subject, iat: exp - 3600, exp, ...claims },
  ];
  return `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.c2lnbmVk`;
}

/** What a subscription hears, one after the other; errors are heard as errors. */
export function heard(client: ConvexClient, name: string, args: object = {}) {
  const waiting: ((value: unknown) => void)[] = [];
  const kept: unknown[] = [];
  const hear = (value: unknown) => (waiting.length ? waiting.shift()!(value) : kept.push(value));
  client.onUpdate(query(name), args, hear, hear);
  return {
    next: () => (kept.length ? Promise.resolve(kept.shift()) : new Promise((resolve) => waiting.push(resolve))),
    kept,
  };
}

/** A folder that goes with the test. */
export function folder(t: TestContext): string {
  const made = mkdtempSync(path.join(tmpdir(), "convex-local-"));
  t.after(() => rmSync(made, { recursive: true }));
  return made;
}
