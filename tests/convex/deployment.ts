/** A fresh deployment with our functions, run by convex-test, and people in it: mira the DM, aria and bram the players, sam who watches, otto the outsider. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { convexTest, type TestConvex } from "convex-test";
import { internal } from "../../convex/_generated/api";
import schema from "../../convex/schema";

export type Deployment = TestConvex<typeof schema>;

const functions = new URL("../../convex/", import.meta.url);
const files = readdirSync(fileURLToPath(functions), { recursive: true }) as string[];
const modules = Object.fromEntries(
  files
    .filter((file) => /\.(ts|js)$/.test(file) && !file.endsWith(".d.ts"))
    .map((file) => [`./${file}`, () => import(new URL(file, functions).href)]),
);

/** Empty, and with Convex's limits on what one transaction reads and writes. */
export function deployment(): Deployment {
  return convexTest({ schema, modules, transactionLimits: true });
}

export const MIRA = "1";
export const ARIA = "2";
export const BRAM = "3";
export const SAM = "4";
export const OTTO = "5";

const CLERK = { mira: MIRA, aria: ARIA, bram: BRAM, sam: SAM, otto: OTTO };

/** The deployment as that person's signed-in browser sees it. */
export function as(t: Deployment, who: keyof typeof CLERK) {
  return t.withIdentity({ subject: `user_${who}`, issuer: "https://clerk.example" });
}

/** Everybody, their campaign `cave` (and otto's own, `elsewhere`), as the node would have put them. */
export async function populated(): Promise<Deployment> {
  const t = deployment();
  const put = (table: string, document: object) => ({ op: "putContent", args: { table, document } });
  const people = Object.entries(CLERK).map(([name, id]) =>
    put("users", { externalId: id, revision: 1, name, clerkId: `user_${name}` }),
  );
  const member = (campaignId: string, userId: string, role: string) =>
    put("memberships", { externalId: `${campaignId}:${userId}`, revision: 1, campaignId, userId, role });
  await done(t, [
    ...people,
    put("campaigns", { externalId: "cave", revision: 1, name: "The Cave", ownerUserId: MIRA }),
    put("campaigns", { externalId: "elsewhere", revision: 1, name: "Elsewhere", ownerUserId: OTTO }),
    member("cave", MIRA, "owner"),
    member("cave", ARIA, "player"),
    member("cave", BRAM, "player"),
    member("cave", SAM, "spectator"),
    member("elsewhere", OTTO, "owner"),
  ]);
  return t;
}

export type Operation = { op: string; args: object };

/** What a batch answers, in order. */
export async function batch(t: Deployment, operations: Operation[]) {
  return (await t.mutation(internal.liveSystemHelpers.batchStateOperations, { operations })).results;
}

/** A batch of which everything must be applied. */
export async function done(t: Deployment, operations: Operation[]): Promise<void> {
  const results = await batch(t, operations);
  const wrong = results.findIndex((one) => one.status !== "applied");
  if (wrong >= 0) throw new Error(`${operations[wrong]!.op}: ${JSON.stringify(results[wrong])}`);
}

/** The documents of a table, without what Convex itself adds. */
export async function stored(t: Deployment, table: keyof typeof schema.tables): Promise<Record<string, any>[]> {
  const rows = await t.run(async (ctx) => await ctx.db.query(table).collect());
  return rows.map(({ _id, _creationTime, ...row }: any) => row);
}
