import assert from "node:assert/strict";
import test from "node:test";
import { backoff, Client, FIRST_WAIT, LONGEST_WAIT, PING_EVERY, SLOW_DOWN } from "../../static/live/client.js";
import { Store } from "../../static/live/store.js";
import { FakeSocket, FakeTimers, snapshot } from "./fakes.js";

/** A page that has just been opened; `sockets` are its connections so far. */
function page() {
  const sockets = [];
  const timers = new FakeTimers();
  const store = new Store();
  const client = new Client({
    open: () => sockets[sockets.push(new FakeSocket()) - 1],
    store,
    timers,
    random: () => 1,
  });
  client.connect();
  return { client, store, timers, sockets, socket: () => sockets.at(-1) };
}

/** The same, at the table. */
function seated() {
  const table = page();
  welcome(table);
  return table;
}

function welcome(table, frame = snapshot()) {
  table.socket().opens();
  table.socket().hears(frame);
  table.socket().hears({ type: "ack", id: table.socket().joins[0].id });
}

const update = (n, changes, stream = "party") => ({
  type: "update",
  stream,
  n,
  serverTime: 2000 + n,
  messages: [{ type: "stateDelta", kinds: ["turn"], changes }],
});

test("the first thing it says is joinRoom, and the answer opens the table", () => {
  const table = page();
  table.socket().opens();
  assert.deepEqual(table.socket().sent.map((frame) => frame.type), ["joinRoom"]);
  assert.deepEqual(table.socket().sent[0].data, {});
  assert.equal(table.client.connection.value.state, "connecting");
  table.socket().hears(snapshot());
  table.socket().hears({ type: "ack", id: table.socket().sent[0].id });
  assert.equal(table.client.connection.value.state, "open");
  assert.equal(table.store.view.value.name, "Night at the mill");
});

test("who looks through somebody's eyes says so whenever she joins, and asks for nothing", async () => {
  const sockets = [];
  const timers = new FakeTimers();
  const client = new Client({ open: () => sockets[sockets.push(new FakeSocket()) - 1], store: new Store(), viewAs: "7", timers, random: () => 1 });
  const table = { socket: () => sockets.at(-1) };
  client.connect();
  welcome(table);
  table.socket().drops(1006);
  timers.pass(LONGEST_WAIT);
  table.socket().opens();
  assert.deepEqual(sockets.map((socket) => socket.joins[0].data.viewAs), ["7", "7"]);
  await assert.rejects(client.send("takeTurn"), { code: "forbidden" });
  assert.equal(client.pending.size, 0);
});

test("a command is answered by the frame that carries its id", async () => {
  const table = seated();
  const asked = table.client.send("skipTurn", { reason: "asleep" });
  const [command] = table.socket().commands;
  assert.deepEqual(command.data, { reason: "asleep" });
  table.socket().hears({ type: "ack", id: "another" });
  table.socket().hears({ type: "ack", id: command.id, result: { done: true } });
  assert.deepEqual(await asked, { done: true });
  assert.equal(table.client.pending.size, 0);
});

test("a refusal rejects with its code and sentence", async () => {
  const table = seated();
  const asked = table.client.send("takeTurn");
  table.socket().hears({ type: "error", id: table.socket().commands[0].id, code: "not_your_turn", message: "Not your turn yet." });
  await assert.rejects(asked, { code: "not_your_turn", message: "Not your turn yet." });
});

test("too fast, with an id, is a refusal like any other", async () => {
  const table = seated();
  const asked = table.client.send("takeTurn");
  table.socket().hears({ type: "error", id: table.socket().commands[0].id, code: "rate_limited", message: "Slow down a little." });
  await assert.rejects(asked, { code: "rate_limited", message: "Slow down a little." });
  table.timers.pass(2 * SLOW_DOWN);
  assert.equal(table.socket().commands.length, 1);
});

test("too fast, without an id, is sent again a little later under the same id", async () => {
  const table = seated();
  const asked = table.client.send("takeTurn");
  const [first] = table.socket().commands;
  for (let times = 0; times < 3; times++) table.socket().hears({ type: "error", code: "rate_limited", message: "Slow down a little." });
  assert.equal(table.socket().commands.length, 1, "not at once");
  table.timers.pass(SLOW_DOWN);
  assert.deepEqual(table.socket().commands, [first, first]);
  table.socket().hears({ type: "ack", id: first.id, result: "done" });
  assert.equal(await asked, "done");
});

test("too fast, and then cut off: what is sent again goes only to the new connection", () => {
  const table = seated();
  table.client.send("takeTurn");
  table.socket().hears({ type: "error", code: "rate_limited", message: "Far too many messages." });
  table.socket().drops(4429);
  table.timers.pass(FIRST_WAIT);
  welcome(table);
  table.timers.pass(2 * SLOW_DOWN);
  assert.equal(table.socket().commands.length, 1);
});

test("what was not answered is sent again with the same id after coming back", async () => {
  const table = seated();
  const asked = table.client.send("takeTurn", { entityId: "aldith" });
  const [first] = table.socket().commands;
  table.socket().drops(4503);
  assert.equal(table.client.connection.value.state, "reconnecting");
  table.timers.pass(FIRST_WAIT);
  table.socket().opens();
  assert.deepEqual(table.socket().commands, [], "nothing before the room has taken us back");
  table.socket().hears({ type: "ack", id: table.socket().joins[0].id });
  assert.deepEqual(table.socket().commands, [first]);
  table.socket().hears({ type: "ack", id: first.id, duplicate: true });
  await asked;
});

test("what is asked while nobody listens is sent on coming back", () => {
  const table = seated();
  table.socket().drops(1006);
  table.client.send("sendChat", { content: "still here" });
  table.timers.pass(FIRST_WAIT);
  welcome(table);
  assert.deepEqual(table.socket().commands.map((command) => command.type), ["sendChat"]);
});

test("coming back it says what it has heard, and the missing frames follow without a snapshot", () => {
  const table = seated();
  table.socket().hears(update(8, { roundNumber: 3 }));
  table.socket().drops(1006);
  table.timers.pass(FIRST_WAIT);
  table.socket().opens();
  assert.deepEqual(table.socket().joins[0].data, { since: { room: "r1", party: 8, own: 3 } });
  table.socket().hears(update(9, { roundNumber: 4 }));
  table.socket().hears({ type: "ack", id: table.socket().joins[0].id });
  assert.equal(table.store.view.value.roundNumber, 4);
});

test("a gap is noticed, asked for once, and nothing is applied out of order", () => {
  const table = seated();
  table.socket().hears(update(9, { roundNumber: 9 }));
  table.socket().hears(update(10, { roundNumber: 10 }));
  assert.equal(table.store.view.value.roundNumber, 2);
  assert.equal(table.socket().joins.length, 2);
  assert.deepEqual(table.socket().joins[1].data, { since: { room: "r1", party: 7, own: 3 } });
  for (const n of [8, 9, 10]) table.socket().hears(update(n, { roundNumber: n }));
  table.socket().hears({ type: "ack", id: table.socket().joins[1].id });
  assert.equal(table.store.view.value.roundNumber, 10);
});

test("filling a gap sends no command twice", () => {
  const table = seated();
  table.client.send("takeTurn");
  table.socket().hears(update(9, {}));
  table.socket().hears({ type: "ack", id: table.socket().joins[1].id });
  assert.equal(table.socket().commands.length, 1);
});

test("a repeated frame changes nothing", () => {
  const table = seated();
  table.socket().hears(update(8, { roundNumber: 3 }));
  table.socket().hears(update(8, { roundNumber: 99 }));
  assert.equal(table.store.view.value.roundNumber, 3);
});

test("each stream counts for itself", () => {
  const table = seated();
  table.socket().hears(update(4, { notes: { aldith: "mind the water" } }, "own"));
  table.socket().hears(update(8, { roundNumber: 3 }));
  assert.equal(table.store.view.value.notes.aldith, "mind the water");
  assert.equal(table.store.view.value.roundNumber, 3);
});

test("two unanswered pings end the connection, an answered one keeps it", () => {
  const table = seated();
  table.timers.pass(PING_EVERY);
  table.socket().hears({ type: "pong", t: 1, serverTime: 2 });
  table.timers.pass(2 * PING_EVERY);
  assert.equal(table.client.connection.value.state, "open");
  table.timers.pass(PING_EVERY);
  assert.equal(table.client.connection.value.state, "reconnecting");
  assert.equal(table.sockets[0].readyState, 3);
});

test("it does not come back where that is pointless, and says why", async () => {
  for (const [code, reason] of [[4401, "signed-out"], [4403, "forbidden"], [4404, "missing"], [4409, "replaced"]]) {
    const table = seated();
    const asked = table.client.send("takeTurn");
    table.socket().drops(code);
    assert.deepEqual(table.client.connection.value, { state: "closed", reason });
    await assert.rejects(asked, { code: "closed" });
    table.timers.pass(10 * LONGEST_WAIT);
    assert.equal(table.sockets.length, 1);
  }
});

test("the wait before coming back grows, with full jitter, up to a limit", () => {
  assert.deepEqual([0, 1, 2].map((failures) => backoff(failures, () => 1)), [FIRST_WAIT, 2 * FIRST_WAIT, 4 * FIRST_WAIT]);
  assert.equal(backoff(30, () => 1), LONGEST_WAIT);
  assert.equal(backoff(5, () => 0), 0);
});

test("when the network is back it does not wait any longer", () => {
  const table = seated();
  table.client.hurry();
  assert.equal(table.sockets.length, 1, "there is nothing to hurry while connected");
  table.socket().drops(1006);
  table.client.hurry();
  assert.equal(table.sockets.length, 2);
  table.timers.pass(LONGEST_WAIT);
  assert.equal(table.sockets.length, 2);
});

test("where the line is gone, a socket that believes itself open is given up, and what was sent goes out on the next", async () => {
  const table = seated();
  const asked = table.client.send("skipTurn");
  table.client.drop();
  assert.equal(table.client.connection.value.state, "reconnecting");
  table.client.drop();
  table.client.hurry();
  welcome(table);
  assert.equal(table.sockets.length, 2);
  const [command] = table.socket().commands;
  table.socket().hears({ type: "ack", id: command.id, result: "done" });
  assert.equal(await asked, "done");
});
