/** What Convex refuses is refused here, in its words, and what is just within is taken. */

import assert from "node:assert/strict";
import test from "node:test";
import { checkName, nesting } from "../../convex-local/limits.ts";
import { admin, mutation, query, standing } from "./standing.ts";

const refusals: [string, object, object, RegExp][] = [
  [
    "a list of more than 8192",
    { items: 8192 },
    { items: 8193 },
    /Array length is too long \(8193 > maximum length 8192\)/,
  ],
  [
    "an object of more than 1024 fields",
    { fields: 1024 },
    { fields: 1025 },
    /Object has too many fields \(1025 > maximum number 1024\)/,
  ],
  [
    "more than 16 levels",
    { levels: 16 },
    { levels: 17 },
    /Document is too nested \(nested 17 levels deep > maximum nesting 16\)/,
  ],
  [
    "more than 1 MiB",
    { characters: 1_048_000 },
    { characters: 1_048_576 },
    /Value is too large \(1\.00 MiB > maximum size 1 MiB\)/,
  ],
];

for (const [what, within, beyond, words] of refusals) {
  test(`no document has ${what}`, async (t) => {
    const client = admin((await standing(t)).url);
    await client.mutation(mutation("notes:storeLarge"), within);
    await assert.rejects(client.mutation(mutation("notes:storeLarge"), beyond), words);
  });
}

test("no field begins with an underscore, at any depth", async (t) => {
  const client = admin((await standing(t)).url);
  for (const document of [{ _secret: 1 }, { list: [{ _secret: 1 }] }]) {
    await assert.rejects(
      client.mutation(mutation("notes:store"), { document }),
      /Field '_secret' starts with an underscore/,
    );
  }
});

test("no field has a dollar, a letter beyond ASCII, or no name", () => {
  assert.throws(() => checkName("$price"), /starts with '\$', which is reserved/);
  assert.throws(() => checkName("größe"), /invalid character 'ö'/);
  assert.throws(() => checkName("tab\there"), /only contain non-control ASCII/);
  assert.throws(() => checkName(""), /nonempty/);
  assert.throws(() => checkName("n".repeat(1025)), /maximum field name length 1024/);
  checkName("a plain name!");
});

test("the same over the wire", async (t) => {
  const { url } = await standing(t);
  for (const name of ["$price", "größe"]) {
    const body = JSON.stringify({ path: "notes:echo", args: { value: { [name]: 1 } } });
    const answer = await (await fetch(`${url}/api/query`, { method: "POST", body })).json();
    assert.equal(answer.status, "error");
    assert.match(answer.errorMessage, /Field name/);
  }
});

test("a plain value has no levels, an empty list one", () => {
  assert.deepEqual([nesting("x"), nesting([]), nesting({ a: [{}] })], [0, 1, 3]);
});

test("a request of more than 16 MiB is not read", async (t) => {
  const { url } = await standing(t);
  const body = JSON.stringify({ path: "notes:echo", args: { value: "x".repeat(17 << 20) } });
  assert.equal((await fetch(`${url}/api/query`, { method: "POST", body })).status, 413);
});

test("a mutation whose own code takes more than a second changes nothing", async (t) => {
  const client = admin((await standing(t)).url);
  await client.mutation(mutation("notes:dawdle"), { ms: 100 });
  await assert.rejects(
    client.mutation(mutation("notes:dawdle"), { ms: 1500 }),
    /Function execution timed out \(maximum duration: 1s\)/,
  );
  const stored = (await client.query(query("_system/cli/tableData"), {
    table: "anything",
    order: "asc",
    paginationOpts: { cursor: null, numItems: 10 },
  })) as { page: { dawdled: number }[] };
  assert.deepEqual(
    stored.page.map(({ dawdled }) => dawdled),
    [100],
  );
});

test("a function reads one page, not two", async (t) => {
  const client = admin((await standing(t)).url);
  await assert.rejects(
    client.query(query("notes:twoPages"), {}),
    /only supports a single paginated query in each function/,
  );
});

test("documents and arguments are held to their validators", async (t) => {
  const client = admin((await standing(t)).url);
  const fields = { externalId: "n1", revision: 1, owner: "aria", text: "a door" };
  await assert.rejects(
    client.mutation(mutation("notes:put"), { ...fields, text: 5 }),
    /ArgumentValidationError: Value does not match validator\.\nPath: \.text/,
  );
  await assert.rejects(client.mutation(mutation("notes:put"), { ...fields, colour: "red" }), /extra field `colour`/);
  await client.mutation(mutation("notes:put"), fields);
  const patch = { revision: "two" };
  await assert.rejects(
    client.mutation(mutation("notes:change"), { externalId: "n1", patch }),
    /in table "notes" because it does not match the schema: Value does not match validator\.\nPath: \.revision/,
  );
});
