import assert from "node:assert/strict";
import { test } from "node:test";

import { internal } from "../../convex/_generated/api";
import schema from "../../convex/schema";
import { deployment, populated, stored } from "./deployment";

test("the schema validation test writes every kind of document, and leaves nothing behind", async () => {
  const t = deployment();
  const found = await t.mutation(internal.testLiveSystem.validateSchema, {});
  const rare = ["tombstones", "earlyPatches", "snapshotCopies", "snapshotUploads", "cuts"];
  assert.deepEqual([...found.tables, ...rare].sort(), Object.keys(schema.tables).sort());
  for (const table of Object.keys(schema.tables)) assert.deepEqual(await stored(t, table as "users"), [], table);
});

test("it can be run where people play", async () => {
  const t = await populated();
  const before = await stored(t, "users");
  await t.mutation(internal.testLiveSystem.validateSchema, {});
  assert.deepEqual(await stored(t, "users"), before);
});
