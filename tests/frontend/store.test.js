import assert from "node:assert/strict";
import test from "node:test";
import { KEPT, Store } from "../../static/live/store.js";
import { fight, snapshot } from "./fakes.js";

function arias() {
  const store = new Store();
  store.snapshot(snapshot());
  return store;
}

const update = (stream, ...messages) => ({ type: "update", stream, n: 8, serverTime: 5000, messages });
const delta = (changes) => ({ type: "stateDelta", kinds: [], changes });

test("before the first snapshot there is nothing to see", () => {
  assert.equal(new Store().view.value, undefined);
});

test("own is laid over what all players see, and neither can delete what the other holds", () => {
  const store = arias();
  assert.equal(store.view.value.participants.aldith.armorClass, 18);
  assert.equal(store.view.value.participants.aldith.name, "Ser Aldith");
  store.update(update("own", delta({ participants: { aldith: null } })));
  assert.equal(store.view.value.participants.aldith.name, "Ser Aldith");
  assert.equal("armorClass" in store.view.value.participants.aldith, false);
});

test("a delta changes only its stream's document", () => {
  const store = arias();
  store.update(update("party", delta({ participants: { goblin: { hpWord: "bloodied" } } })));
  assert.equal(store.view.value.participants.goblin.hpWord, "bloodied");
  assert.equal("goblin" in store.documents.value.own.participants, false);
});

test("a player speaks for her character, a DM for who belongs to nobody", () => {
  assert.deepEqual(arias().mine.value, ["aldith"]);
  const store = new Store();
  store.snapshot(snapshot({ you: { userId: "u-mira", name: "mira", role: "dm", entityIds: [] }, state: { dm: fight(), own: {} } }));
  assert.deepEqual(store.mine.value, ["goblin", "ogre"]);
});

test("chat and log arrive as messages and keep their time", () => {
  const store = arias();
  store.update(
    update("party", { type: "chatMessage", message: { id: "m1", userId: "u-bram", name: "bram", content: "hello", type: "party" } }, { type: "logEvent", event: "DODGED", entityId: "bryn" }),
  );
  assert.deepEqual(store.chat.value.map((message) => [message.content, message.timestamp]), [["hello", 5000]]);
  assert.deepEqual(store.log.value.map((entry) => [entry.event, entry.at]), [["DODGED", 5000]]);
  assert.deepEqual(store.heard.value.map((message) => message.type), ["chatMessage", "logEvent"]);
});

test("what was said before stands before the rest, is kept, and is hidden like it", () => {
  const store = arias();
  const said = (id) => ({ id, userId: "u-bram", name: "bram", content: id, type: "party", timestamp: 1 });
  store.update(update("party", { type: "chatMessage", message: said("now") }));
  store.saidBefore([...Array.from({ length: KEPT }, (_, place) => said(`m${place}`)), said("now")]);
  store.update(update("party", { type: "chatMessage", message: said("last") }));
  const ids = () => store.chat.value.map((message) => message.id);
  assert.deepEqual([ids().length, ids().at(-2), ids().at(-1)], [KEPT + 2, "now", "last"]);
  store.update(update("party", { type: "chatHidden", messageId: "m7" }));
  assert.ok(!ids().includes("m7"));
  store.snapshot(snapshot());
  assert.deepEqual(ids(), []);
});

test("what a DM hides is gone, and shown again it stands where it was said", () => {
  const store = arias();
  const said = (id) => ({ type: "chatMessage", message: { id, userId: "u-bram", name: "bram", content: id, type: "party" } });
  ["m1", "m2", "m3"].forEach((id, i) => store.update({ ...update("party", said(id)), serverTime: 1000 * (i + 1) }));
  const ids = () => store.chat.value.map((message) => message.id);
  store.update(update("party", { type: "chatHidden", messageId: "m2" }));
  assert.deepEqual(ids(), ["m1", "m3"]);
  const shown = { type: "chatShown", message: { ...said("m2").message, timestamp: 2000 } };
  store.update(update("party", shown));
  store.update(update("party", shown));
  assert.deepEqual(ids(), ["m1", "m2", "m3"]);
});

test("a snapshot brings the newest of each, turns and log in the order they happened", () => {
  const store = new Store();
  store.snapshot(
    snapshot({
      recent: {
        chat: [{ type: "chatMessage", at: 3, message: { id: "m1", userId: "u", name: "bram", content: "hi", type: "party" } }],
        log: [{ type: "logEvent", event: "DODGED", entityId: "bryn", at: 2 }],
        turns: [{ type: "turnUpdate", event: "TURN_STARTED", turnId: "t1", at: 1 }],
      },
    }),
  );
  assert.deepEqual(store.log.value.map((entry) => entry.event), ["TURN_STARTED", "DODGED"]);
  assert.deepEqual(store.chat.value.map((message) => [message.name, message.timestamp]), [["bram", 3]]);
});

test("the lists do not grow for ever", () => {
  const store = arias();
  for (let n = 0; n < KEPT + 5; n++) store.update(update("party", { type: "logEvent", event: "DODGED", entityId: `${n}` }));
  assert.equal(store.log.value.length, KEPT);
  assert.equal(store.log.value.at(-1).entityId, `${KEPT + 4}`);
});
