/** How functions run: in transactions, with a clock that stands, later, and behind HTTP routes. */

import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import test, { type TestContext } from "node:test";
import { type ConvexHttpClient } from "convex/browser";
import { type StandIn } from "../../convex-local/stand-in.ts";
import { admin, folder, mutation, note, query, standing } from "./standing.ts";

const texts = async (client: ConvexHttpClient) =>
  ((await client.query(query("notes:all"), {})) as { text: string }[]).map(({ text }) => text);

/** Resolves when a scheduled function has come to an end. */
function ended(standIn: StandIn): Promise<string> {
  return new Promise((resolve) => {
    standIn.runtime.listeners.push(({ writes }) => {
      for (const { after } of writes) {
        const state = after?.document.state as { kind: string } | undefined;
        if (after?.table === "_scheduled_functions" && state?.kind !== "pending") resolve(state!.kind);
      }
    });
  });
}

test("a mutation that throws changes nothing, and one that it calls takes back only its own", async (t) => {
  const client = admin((await standing(t)).url);
  await assert.rejects(client.mutation(mutation("notes:putThenFail"), note()));
  assert.deepEqual(await texts(client), []);
  assert.deepEqual(await client.mutation(mutation("notes:tryAndGoOn"), note()), { code: "second_thoughts", tries: 1 });
  assert.deepEqual(
    ((await client.query(query("notes:all"), {})) as { externalId: string }[]).map(({ externalId }) => externalId),
    ["n1-kept"],
  );
});

test("a hundred mutations at once come one after the other", async (t) => {
  const client = admin((await standing(t)).url);
  const results = await Promise.all(
    Array.from({ length: 100 }, (_, at) =>
      client.mutation(mutation("notes:put"), note({ revision: at % 10 }), { skipQueue: true }),
    ),
  );
  assert.ok(results.filter((result) => result === "applied").length <= 10);
  assert.equal((await texts(client)).length, 1);
});

test("in a transaction the clock stands still and there are no timers", async (t) => {
  const client = admin((await standing(t)).url);
  const { stands, timer } = (await client.mutation(mutation("notes:clock"), {})) as { stands: boolean; timer: string };
  assert.equal(stands, true);
  assert.match(timer, /Can't use setTimeout in queries and mutations/);
});

test("a scheduled function runs after the mutation that scheduled it", async (t) => {
  const standIn = await standing(t);
  const client = admin(standIn.url);
  const end = ended(standIn);
  const job = await client.mutation(mutation("notes:putLater"), { ms: 1, note: note({ text: "later" }) });
  assert.equal(await end, "success");
  assert.deepEqual(await texts(client), ["later"]);
  assert.equal(await client.query(query("notes:job"), { job }), "success");
});

test("what a failed mutation scheduled is not run, nor what was called off", async (t) => {
  const standIn = await standing(t);
  const client = admin(standIn.url);
  await assert.rejects(client.mutation(mutation("notes:putLater"), { ms: 0, note: note(), fail: true }), /never mind/);
  const end = ended(standIn);
  const job = await client.mutation(mutation("notes:putLater"), { ms: 60_000, note: note() });
  await client.mutation(mutation("notes:callOff"), { job });
  assert.equal(await end, "canceled");
  assert.deepEqual(await texts(client), []);
});

test("an HTTP action answers at its path, and only there", async (t) => {
  const { url } = await standing(t);
  const post = (where: string, authorization: string) =>
    fetch(url + where, {
      method: "POST",
      headers: { authorization },
      body: JSON.stringify({ externalId: "n1", text: "by hook" }),
    });
  assert.equal((await post("/notes", "Bearer guess")).status, 401);
  const made = await post("/notes", "Bearer sesame");
  assert.deepEqual([made.status, await made.json()], [201, { result: "applied" }]);
  assert.equal((await post("/nowhere", "Bearer sesame")).status, 404);
});

test("functions can be called by path, for people who read JSON", async (t) => {
  const { url } = await standing(t);
  const call = (where: string, body: object) =>
    fetch(url + where, { method: "POST", body: JSON.stringify(body) }).then((answer) => answer.json());
  assert.deepEqual(await call("/api/run/notes/echo", { args: { value: { $integer: "BQAAAAAAAAA=" } } }), {
    status: "success",
    value: "5",
    logLines: [],
  });
  const batch = await call("/api/query_batch", {
    queries: [
      { path: "notes:whoAmI", args: {} },
      { path: "notes:mine", args: {} },
    ],
  });
  assert.deepEqual(
    batch.results.map(({ status }: { status: string }) => status),
    ["success", "error"],
  );
  assert.deepEqual(batch.results[1].errorData, { code: "signed_out" });
  const got = await fetch(`${url}/api/query?path=notes:echo&args=${encodeURIComponent('{"value":[1]}')}`);
  assert.deepEqual((await got.json()).value, [1]);
});

for (const [what, body, code] of [
  ["no JSON", "{", "BadJsonBody"],
  ["no path", "{}", "BadJsonBody"],
  ["an unknown format", '{"path":"notes:whoAmI","format":"xml"}', "BadFormat"],
]) {
  test(`a request with ${what} is refused`, async (t) => {
    const { url } = await standing(t);
    const answer = await fetch(`${url}/api/query`, { method: "POST", body });
    assert.deepEqual([answer.status, (await answer.json()).code], [400, code]);
  });
}

// What is kept

async function twice(t: TestContext, between: (file: string) => void = () => {}): Promise<ConvexHttpClient> {
  const state = path.join(folder(t), "state");
  const first = await standing(t, { state });
  await admin(first.url).mutation(mutation("notes:put"), note());
  await admin(first.url).mutation(mutation("notes:put"), note({ externalId: "n2", text: "a trap" }));
  await admin(first.url).mutation(mutation("notes:change"), { externalId: "n1" });
  await admin(first.url).mutation(mutation("notes:putLater"), { ms: 60_000, note: note() });
  await first.stop();
  between(state);
  return admin((await standing(t, { state })).url);
}

test("documents are there again after a restart, and what was removed is not", async (t) => {
  const client = await twice(t);
  assert.deepEqual(await texts(client), ["a trap"]);
  assert.equal(await client.mutation(mutation("notes:put"), note({ externalId: "n2" })), "stale");
});

test("a line that was being written when the process died is left out", async (t) => {
  const client = await twice(t, (file) => appendFileSync(file, '{"nextNumber":10,"docu'));
  assert.deepEqual(await texts(client), ["a trap"]);
});

test("a file of something else is refused", async (t) => {
  await assert.rejects(
    twice(t, (file) => appendFileSync(file, "rubbish\n")),
    /line \d+, is no state of the stand-in/,
  );
});

test("a scheduled function whose time came while nothing ran is run after the restart", async (t) => {
  const state = path.join(folder(t), "state");
  const first = await standing(t, { state });
  await admin(first.url).mutation(mutation("notes:putLater"), { ms: 60_000, note: note({ text: "later" }) });
  await first.stop();
  writeFileSync(state, readFileSync(state, "utf8").replace(/"scheduledTime":[\d.]+/, '"scheduledTime":1'));
  const second = await standing(t, { state });
  assert.equal(await ended(second), "success");
  assert.deepEqual(await texts(admin(second.url)), ["later"]);
});
