import assert from "node:assert/strict";
import test from "node:test";
import { Desk } from "../../static/alerts/desk.js";
import { Listener, PING_EVERY } from "../../static/alerts/listener.js";

const alert = (id, kind, fields = {}) => ({ type: "alert", id, kind, campaignId: "c", interactionId: "fight", text: id, createdAt: Number(id), ...fields });

function desk(here = "") {
  const made = new Desk(here);
  const seen = { unread: [], read: [] };
  made.onChange = (unread) => (seen.unread = unread.map((one) => one.id));
  made.onHere = (ids) => seen.read.push(...ids);
  return { take: (frame) => made.take(frame), seen };
}

test("alerts stand in the order in which they came about, each once", () => {
  const { take, seen } = desk();
  for (const one of [alert("2", "reward"), alert("1", "interactionLive"), alert("2", "reward")]) take(one);
  assert.deepEqual(seen.unread, ["1", "2"]);
});

test("what was read in another window is gone here", () => {
  const { take, seen } = desk();
  take(alert("1", "reward"));
  take({ type: "read", ids: ["1", "9"] });
  assert.deepEqual(seen.unread, []);
});

test("at the table itself its alerts are read already", () => {
  const { take, seen } = desk("fight");
  take(alert("1", "yourTurn"));
  take(alert("2", "interactionLive", { interactionId: "other" }));
  assert.deepEqual(seen, { unread: ["2"], read: ["1"] });
});

test("a game that has ended is not announced as live any more", () => {
  const { take, seen } = desk();
  take(alert("1", "interactionLive"));
  take(alert("2", "interactionEnded"));
  assert.deepEqual(seen, { unread: ["2"], read: ["1"] });
});

test("only the newest turn is news, but every reward", () => {
  const { take, seen } = desk();
  for (const one of [alert("1", "yourTurn"), alert("2", "reward"), alert("3", "yourTurn"), alert("4", "reward")]) take(one);
  assert.deepEqual(seen.unread, ["2", "3", "4"]);
});

test("being next, one's turn and its last seconds follow upon each other, and missing it ends them", () => {
  const { take, seen } = desk();
  const unread = ["onDeck", "yourTurn", "timeWarning", "missedTurn"].map((kind, place) => {
    take(alert(String(place), kind));
    return seen.unread;
  });
  assert.deepEqual(unread, [["0"], ["1"], ["2"], ["3"]]);
});

function line() {
  const sockets = [];
  const waiting = [];
  const heard = [];
  const listener = new Listener({
    open: () => {
      const socket = { readyState: 1, sent: [], send: (text) => socket.sent.push(JSON.parse(text)), close: (code) => socket.onclose({ code }) };
      sockets.push(socket);
      return socket;
    },
    onFrame: (frame) => heard.push(frame),
    timers: { set: (act, ms) => waiting.push({ act, ms }) - 1, clear: (timer) => (waiting[timer].act = () => {}) },
  });
  listener.connect();
  sockets[0].onopen();
  const says = (frame) => sockets.at(-1).onmessage({ data: JSON.stringify(frame) });
  return { listener, sockets, waiting, heard, says };
}

test("however often the line was cut, there is one ping at a time", () => {
  const { sockets, waiting } = line();
  for (let cut = 0; cut < 4; cut++) {
    sockets.at(-1).onclose({ code: 1006 });
    waiting.at(-1).act();
    sockets.at(-1).onopen();
  }
  for (const { act, ms } of [...waiting]) if (ms === PING_EVERY) act(); // as in a hidden tab, which is woken once a minute
  assert.deepEqual(sockets.at(-1).sent.map((frame) => frame.type), ["ping"]);
});

test("what was read and not confirmed is said again on the next line", () => {
  const { listener, sockets, waiting, says } = line();
  listener.read(["1", "2"]);
  says({ type: "read", ids: ["1"] });
  sockets[0].onclose({ code: 1006 });
  waiting.at(-1).act();
  sockets[1].onopen();
  assert.deepEqual(sockets[1].sent, [{ type: "read", ids: ["2"] }]);
});

test("who was signed out does not come back", () => {
  const { sockets, waiting } = line();
  const before = waiting.length;
  sockets[0].onclose({ code: 4401 });
  assert.equal(waiting.length, before);
});

test("a dead line is noticed after two pings without an answer", () => {
  const { sockets, waiting } = line();
  for (let i = 0; i < 3; i += 1) waiting.findLast((one) => one.ms === PING_EVERY).act();
  assert.equal(sockets[0].sent.filter((frame) => frame.type === "ping").length, 2);
  assert.ok(waiting.at(-1).ms < PING_EVERY);
});
