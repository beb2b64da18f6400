import assert from "node:assert/strict";
import test from "node:test";
import { createAnnouncer, EVERY } from "../../static/live/announce.js";
import { FakeTimers } from "./fakes.js";

test("what happens within half a second is said in one breath", () => {
  const timers = new FakeTimers();
  const { said, say } = createAnnouncer(timers.set);
  const heard = [];
  said.subscribe((text) => text && heard.push(text));
  say("Bryn Hollow attacks.");
  timers.pass(EVERY - 1);
  say("");
  say("Mud Ogre is defeated.");
  assert.deepEqual(heard, []);
  timers.pass(1);
  assert.deepEqual(heard, ["Bryn Hollow attacks. Mud Ogre is defeated."]);
  timers.pass(EVERY);
  say("Your turn, Ser Aldith.");
  timers.pass(EVERY);
  assert.equal(heard.at(-1), "Your turn, Ser Aldith.");
});

test("the same words twice are said twice", () => {
  const timers = new FakeTimers();
  const { said, say } = createAnnouncer(timers.set);
  const heard = [];
  said.subscribe((text) => text && heard.push(text.trim()));
  for (let time = 0; time < 3; time++) {
    say("Aria: Yes.");
    timers.pass(EVERY);
  }
  assert.deepEqual(heard, Array(3).fill("Aria: Yes."));
});
