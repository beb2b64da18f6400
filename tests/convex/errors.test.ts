import assert from "node:assert/strict";
import { test } from "node:test";

import { batch, deployment, type Deployment, done, stored } from "./deployment";
import { T0 } from "./documents";

const told = (source: string | undefined, count: number, changes: object = {}) => ({
  op: "reportError",
  args: {
    ...{ externalId: "e1:2026-11-28", revision: T0 + count, level: "ERROR", logger: "room", fingerprint: "e1" },
    ...{ message: `${source} ${count}`, count, firstAt: T0, lastAt: T0 + count },
    ...(source === undefined ? {} : { source }),
    ...changes,
  },
});

async function only(t: Deployment) {
  const rows = await stored(t, "applicationErrors");
  assert.equal(rows.length, 1);
  return rows[0]!;
}

test("what two databases have counted is added up, in whatever order it comes, and once", async () => {
  const all = [told("here", 5), told("there", 1, { firstAt: T0 - 9, revision: T0 + 99, lastAt: T0 + 99 }), told("here", 6)];
  for (const order of [all, [...all].reverse(), [all[2]!, all[0]!, all[1]!]]) {
    const t = deployment();
    await batch(t, order);
    assert.deepEqual(await batch(t, order), Array(3).fill({ status: "stale" }));
    const { count, firstAt, lastAt, message } = await only(t);
    assert.deepEqual([count, firstAt, lastAt, message], [7, T0 - 9, T0 + 99, "there 1"]);
  }
});

test("a count that has begun anew takes nothing away", async () => {
  const t = deployment();
  await done(t, [told("here", 5), told("here", 1, { revision: T0 + 50, message: "later" })]);
  const { count, message } = await only(t);
  assert.deepEqual([count, message], [5, "later"]);
});

test("what was stored before databases were told apart is counted once more", async () => {
  const t = deployment();
  await done(t, [told(undefined, 5)]);
  await t.run(async (ctx) => {
    const row = (await ctx.db.query("applicationErrors").first())!;
    await ctx.db.patch(row._id, { counts: undefined });
  });
  await done(t, [told("here", 2, { revision: T0 + 50 }), told(undefined, 6, { revision: T0 + 60 })]);
  assert.equal((await only(t)).count, 8);
});

test("however many they are, the document stays small and the sum right", async () => {
  const t = deployment();
  await done(t, Array.from({ length: 30 }, (_, i) => told(`s${i}`, 2, { revision: T0 + 100 + i })));
  await done(t, [told("s29", 3, { revision: T0 + 500 })]);
  const { count, counts, earlier } = await only(t);
  assert.deepEqual([count, counts.length, earlier], [61, 20, 20]);
});
