/** The official JavaScript clients, as they are: calls, subscriptions, identities, and connections that break. */

import assert from "node:assert/strict";
import test from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { ConvexError } from "convex/values";
import { action, admin, browser, heard, mutation, note, query, standing, token } from "./standing.ts";

test("a subscription hears of each change, and of nothing else", async (t) => {
  const standIn = await standing(t);
  const updates = heard(browser(t, standIn.url), "notes:find", { externalId: "n1" });
  assert.equal(await updates.next(), null);
  const client = admin(standIn.url);
  for (const revision of [1, 2, 3]) {
    await client.mutation(mutation("notes:put"), note({ externalId: "other", revision }));
    await client.mutation(mutation("notes:put"), note({ revision, text: `text ${revision}` }));
    assert.equal(((await updates.next()) as { text: string }).text, `text ${revision}`);
  }
  assert.deepEqual(updates.kept, []);
});

test("a mutation over the socket is seen by the one who made it, and by others", async (t) => {
  const standIn = await standing(t);
  const [aria, bram] = [browser(t, standIn.url), browser(t, standIn.url)];
  const [hers, his] = [
    heard(aria, "notes:find", { externalId: "n1" }),
    heard(bram, "notes:find", { externalId: "n1" }),
  ];
  assert.deepEqual([await hers.next(), await his.next()], [null, null]);
  assert.equal(await aria.mutation(mutation("notes:write"), { externalId: "n1", text: "hello" }), "applied");
  assert.equal(((await hers.next()) as { text: string }).text, "hello");
  assert.equal(((await his.next()) as { text: string }).text, "hello");
});

test("an identity decides what a subscription hears, and may change", async (t) => {
  const standIn = await standing(t);
  const client = admin(standIn.url);
  await client.mutation(mutation("notes:put"), note({ text: "hers" }));
  await client.mutation(mutation("notes:put"), note({ externalId: "n2", owner: "bram", text: "his" }));
  const visitor = browser(t, standIn.url);
  visitor.setAuth(async () => token("aria"));
  const updates = heard(visitor, "notes:mine");
  assert.deepEqual(await updates.next(), ["hers"]);
  visitor.setAuth(async () => token("bram"));
  assert.deepEqual(await updates.next(), ["his"]);
  await client.mutation(mutation("notes:put"), note({ externalId: "n3", owner: "bram", text: "his too" }));
  assert.deepEqual(await updates.next(), ["his", "his too"]);
});

test("a query that fails tells what the error carries", async (t) => {
  const standIn = await standing(t);
  const refused = await heard(browser(t, standIn.url), "notes:mine").next();
  assert.ok(refused instanceof ConvexError);
  assert.deepEqual(refused.data, { code: "signed_out" });
});

test("internal functions are not there for browsers", async (t) => {
  const standIn = await standing(t);
  await assert.rejects(
    browser(t, standIn.url).mutation(mutation("notes:put"), note()),
    /Could not find public function for 'notes:put'/,
  );
});

test("an action calls queries and mutations, with the identity of its caller", async (t) => {
  const standIn = await standing(t);
  await admin(standIn.url).mutation(mutation("notes:put"), note());
  const aria = browser(t, standIn.url);
  aria.setAuth(async () => token("aria"));
  assert.equal(await aria.action(action("notes:copy"), { from: "n1", to: "n2" }), "applied");
  const http = new ConvexHttpClient(standIn.url, { logger: false, auth: token("aria") });
  assert.deepEqual(await http.query(query("notes:mine"), {}), ["a door", "a door"]);
  await assert.rejects(
    http.action(action("notes:copy"), { from: "n9", to: "n2" }),
    (error: ConvexError<string>) => error.data === "no such note",
  );
});

test("a consistent query is answered", async (t) => {
  const standIn = await standing(t);
  await admin(standIn.url).mutation(mutation("notes:put"), note());
  const client = new ConvexHttpClient(standIn.url, { logger: false });
  const found = (await client.consistentQuery(query("notes:find"), { externalId: "n1" })) as { text: string };
  assert.equal(found.text, "a door");
});

test("a mutation whose reply was lost is sent again by the client, and applied once", async (t) => {
  const standIn = await standing(t);
  const aria = browser(t, standIn.url);
  const updates = heard(aria, "notes:find", { externalId: "n1" });
  assert.equal(await updates.next(), null);
  let commits = 0;
  standIn.runtime.listeners.push(() => (commits += 1));
  standIn.faults.set({ mode: "loseReplies", times: 1 });
  assert.equal(await aria.mutation(mutation("notes:write"), { externalId: "n1", text: "hello" }), "applied");
  assert.equal(((await updates.next()) as { text: string }).text, "hello");
  assert.equal(commits, 1);
});

test("a subscription comes back after the deployment was down", async (t) => {
  const standIn = await standing(t);
  const updates = heard(browser(t, standIn.url), "notes:find", { externalId: "n1" });
  assert.equal(await updates.next(), null);
  standIn.faults.set({ mode: "down" });
  standIn.faults.set({ mode: "none" });
  await admin(standIn.url).mutation(mutation("notes:put"), note({ text: "later" }));
  assert.equal(((await updates.next()) as { text: string }).text, "later");
});

for (const mode of ["503", "429"]) {
  test(`a deployment that answers ${mode} takes no subscriptions until it is over`, async (t) => {
    const standIn = await standing(t);
    standIn.faults.set({ mode });
    const updates = heard(browser(t, standIn.url), "notes:find", { externalId: "n1" });
    assert.equal((await fetch(`${standIn.url}/api/query`, { method: "POST" })).status, Number(mode));
    assert.deepEqual(updates.kept, []);
    standIn.faults.set({ mode: "none" });
    assert.equal(await updates.next(), null);
  });
}

test("a silent deployment tells its subscribers nothing until it is over", async (t) => {
  const standIn = await standing(t);
  const updates = heard(browser(t, standIn.url), "notes:find", { externalId: "n1" });
  assert.equal(await updates.next(), null);
  standIn.faults.set({ mode: "silent" });
  await standIn.runtime.write((now) => standIn.runtime.database.insert("notes", note(), now));
  assert.deepEqual(updates.kept, []);
  standIn.faults.set({ mode: "none" });
  assert.equal(((await updates.next()) as { text: string }).text, "a door");
});

test("a slow deployment answers a mutation over the socket after its while", async (t) => {
  const standIn = await standing(t);
  const aria = browser(t, standIn.url);
  assert.equal(await aria.query(query("notes:find"), { externalId: "n1" }), null);
  standIn.faults.set({ mode: "slow", ms: 200 });
  const began = performance.now();
  await aria.mutation(mutation("notes:write"), { externalId: "n1", text: "hello" });
  assert.ok(performance.now() - began >= 200);
});
