/** A second opinion: the same calls under `convex-test`, whose database was written by Convex, come to the same. */

import assert from "node:assert/strict";
import test from "node:test";
import { type ConvexHttpClient } from "convex/browser";
import { convexTest } from "convex-test";
import { modulesIn } from "../../convex-local/functions.ts";
import schema from "./functions/schema.ts";
import { admin, FUNCTIONS, mutation, note, query, spawned } from "./standing.ts";

const OWNERS = ["aria", "bram", "mira"];
const STEPS = 400;

/** The same numbers every time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * sides);
  };
}

type Call = ["query" | "mutation", string, Record<string, unknown>];

function randomCall(roll: (sides: number) => number): Call {
  const externalId = `n${roll(40)}`;
  const owner = OWNERS[roll(3)];
  switch (roll(6)) {
    case 0:
      return ["mutation", "notes:put", note({ externalId, owner, revision: roll(100), text: `text ${roll(3)}` })];
    case 1:
      return [
        "mutation",
        "notes:putAll",
        { notes: [1, 2, 3].map(() => note({ externalId: `n${roll(40)}`, owner, revision: roll(100) })) },
      ];
    case 2:
      return [
        "mutation",
        "notes:change",
        { externalId, ...(roll(3) ? { patch: { revision: roll(100), tags: roll(2) ? ["t"] : undefined } } : {}) },
      ];
    case 3:
      return ["mutation", "notes:tryAndGoOn", note({ externalId, owner })];
    case 4:
      return ["query", "notes:all", {}];
    default:
      return ["query", "notes:explore", { owner, order: roll(2) ? "asc" : "desc", ...bounds(roll) }];
  }
}

function bounds(roll: (sides: number) => number): object {
  const given: [string, unknown][] = [
    ["over", roll(60)],
    ["upTo", 40 + roll(60)],
    ["text", `text ${roll(3)}`],
    ["limit", roll(5)],
  ];
  return Object.fromEntries(given.filter(() => roll(2)));
}

async function underConvexTest() {
  const modules = await modulesIn(FUNCTIONS);
  const files = [...modules].map(([name, module]) => [`/${name}.ts`, async () => module] as const);
  return convexTest({
    schema: schema as never,
    modules: Object.fromEntries([...files, ["/_generated/api.js", async () => ({})]]) as never,
  });
}

async function pages(run: (args: object) => Promise<unknown>, order: string): Promise<string[][]> {
  const found: string[][] = [];
  for (let cursor: string | null = null; ;) {
    const args: object = { owner: "aria", order, paginationOpts: { cursor, numItems: 3 } };
    const page = (await run(args)) as { page: { externalId: string }[]; isDone: boolean; continueCursor: string };
    found.push(page.page.map(({ externalId }) => externalId));
    if (page.isDone) return found;
    cursor = page.continueCursor;
  }
}

test("every step of a long random walk comes to the same under convex-test", async (t) => {
  const ours: ConvexHttpClient = admin(await spawned(t));
  const theirs = await underConvexTest();
  const roll = dice(20261128);
  for (let step = 0; step < STEPS; step += 1) {
    const [kind, name, args] = randomCall(roll);
    const [one, other] =
      kind === "query"
        ? [await ours.query(query(name), args), await theirs.query(query(name), args)]
        : [await ours.mutation(mutation(name), args), await theirs.mutation(mutation(name), args)];
    assert.deepEqual(one, other, `step ${step}: ${name} ${JSON.stringify(args)}`);
  }
  for (const order of ["asc", "desc"]) {
    const [one, other] = [
      await pages((args) => ours.query(query("notes:page"), args as never), order),
      await pages((args) => theirs.query(query("notes:page"), args as never), order),
    ];
    assert.ok(one.length > 2);
    assert.deepEqual(one, other);
  }
});
