import assert from "node:assert/strict";
import test from "node:test";
import { isLow, left, runs, timeWords, untilNextSecond } from "../../static/live/clock.js";
import { RoomTime } from "../../static/live/room-time.js";
import { Store } from "../../static/live/store.js";
import { fight, snapshot } from "./fakes.js";

/** Aldith's turn with a minute left when the room's clock said 1,000. */
const timed = (turn = {}, view = {}) => {
  const shown = { ...fight(), ...view };
  return { ...shown, currentTurn: { ...shown.currentTurn, timeLimit: 90_000, remaining: 60_000, runningSince: 1_000, ...turn } };
};

test("what is left is read from what was left and since when it runs", () => {
  assert.equal(left(timed(), 1_000), 60_000);
  assert.equal(left(timed(), 21_000), 40_000);
  assert.equal(left(timed(), 99_000), 0);
});

test("a page that is behind the room sees no more time than there is", () => {
  assert.equal(left(timed(), 500), 60_000);
});

test("a clock that stands still stands still", () => {
  assert.equal(left(timed({ runningSince: undefined }), 50_000), 60_000);
  assert.equal(left(timed({}, { liveStatus: "paused" }), 50_000), 60_000);
  assert.equal(runs(timed({ runningSince: undefined })), false);
  assert.equal(runs(timed()), true);
});

test("nothing ticks after the end, nor where there is no clock", () => {
  const over = timed({}, { liveStatus: "completed" });
  assert.equal(left(over, 2_000), undefined);
  assert.equal(runs(over), false);
  assert.equal(left(fight(), 2_000), undefined);
});

test("time is said in seconds, long times in minutes too", () => {
  assert.deepEqual([0, 1, 64_000, 63_001, 99_500, 125_000, 180_000].map(timeWords), ["0 s", "1 s", "64 s", "64 s", "1 min 40 s", "2 min 5 s", "3 min"]);
});

test("it looks again when the next second begins", () => {
  assert.deepEqual([64_000, 63_400, 1].map(untilNextSecond), [1_000, 400, 1]);
});

test("little time is what the table calls little", () => {
  const view = timed();
  view.settings.timeWarning = 20;
  assert.deepEqual([20_001, 20_000, 0].map((ms) => isLow(view, ms)), [false, true, true]);
});

test("the room's time is told by its frames, and slow ones do not set it back", () => {
  let monotonic = 100;
  const time = new RoomTime(() => monotonic);
  assert.equal(time.now(), 0);
  time.restart(50_000);
  monotonic += 1_000;
  assert.equal(time.now(), 51_000);
  time.hear(50_700);
  assert.equal(time.now(), 51_000);
  time.hear(51_200);
  assert.equal(time.now(), 51_200);
  time.restart(7_000);
  assert.equal(time.now(), 7_000, "a room that opened anew may have another time");
});

test("snapshots, updates and pongs all tell the time", () => {
  const time = new RoomTime(() => 0);
  const store = new Store(time);
  store.snapshot(snapshot({ serverTime: 1_000 }));
  assert.equal(time.now(), 1_000);
  store.update({ type: "update", stream: "party", n: 8, serverTime: 2_000, messages: [] });
  assert.equal(time.now(), 2_000);
  store.pong({ type: "pong", t: 0, serverTime: 3_000 });
  assert.equal(time.now(), 3_000);
});
