import assert from "node:assert/strict";
import test from "node:test";
import { namesIn, sentence } from "../../static/live/sentences.js";
import { fight } from "./fakes.js";

const say = (event, fields = {}) => sentence({ type: "logEvent", event, at: 0, ...fields }, namesIn(fight()));

test("an attack tells who, whom, with what, and how it went", () => {
  const roll = { entityId: "aldith", targetId: "goblin", attack: "Longsword", faces: [12], total: 17, hit: true };
  assert.equal(say("ATTACK_ROLLED", roll), "Ser Aldith attacks Mill Goblin 2 with Longsword: 17 (12 on the die), hits.");
  assert.equal(say("ATTACK_ROLLED", { ...roll, hit: false, advantage: -1, faces: [15, 12] }), "Ser Aldith attacks Mill Goblin 2 with Longsword at a disadvantage: 17 (15 and 12 on the die), misses.");
  assert.equal(say("ATTACK_ROLLED", { ...roll, critical: true, armorClass: 13 }), "Ser Aldith attacks Mill Goblin 2 with Longsword: 17 (12 on the die) against AC 13, a critical hit!");
});

test("damage names its kinds, or none", () => {
  assert.equal(say("DAMAGED", { entityId: "goblin", amounts: [[6, "piercing"], [2, "fire"]] }), "Mill Goblin 2 takes 6 piercing and 2 fire damage.");
  assert.equal(say("DAMAGED", { entityId: "goblin", amounts: [] }), "Mill Goblin 2 takes no damage.");
});

test("the turn of somebody unseen is the DM's", () => {
  assert.equal(say("TURN_STARTED"), "The DM acts.");
  assert.equal(say("TURN_STARTED", { entityId: "bryn" }), "Bryn Hollow’s turn.");
});

test("initiative is told from the highest down", () => {
  assert.equal(say("INITIATIVE_UPDATED", { rolls: { bryn: { total: 9 }, ogre: { total: 14 } } }), "Initiative: Mud Ogre 14, Bryn Hollow 9.");
});

test("a reward says what it is", () => {
  assert.equal(say("REWARDED", { entityId: "bryn", xp: 50, item: "Charm", note: "well aimed" }), "Bryn Hollow gets 50 XP and Charm: well aimed.");
});

test("an event this page does not know is passed over in silence", () => {
  assert.equal(say("SOMETHING_NEW", { entityId: "bryn" }), "");
});

test("a roll says who rolled what, for whom, and what was on the dice", () => {
  const entry = { type: "logEvent", event: "DICE_ROLLED", at: 0, name: "Aria", formula: "2d6+3", faces: [[4, 5]], total: 12, visibility: "dm", reason: "luck" };
  assert.equal(sentence(/** @type {any} */ (entry), () => ""), "Aria rolls 2d6+3 for the DM (luck): 12 (4, 5 on the dice).");
});

test("a turn made up for says so, and so does one that can be taken later", () => {
  assert.equal(say("TURN_STARTED", { entityId: "bryn", catchUpFor: "t3" }), "Bryn Hollow takes the turn that was missed.");
  assert.equal(say("TURN_SKIPPED", { entityId: "bryn", missed: true, reason: "Time is up." }), "Bryn Hollow is skipped: Time is up. The turn can be taken later.");
  assert.equal(say("TURN_REWOUND", { entityId: "aldith" }), "The DM takes turns back. Ser Aldith’s turn.");
});

test("time is told in seconds", () => {
  assert.equal(say("TIME_WARNING", { entityId: "bryn", left: 20_000 }), "20 seconds are left for Bryn Hollow.");
  assert.equal(say("TIME_GRANTED", { entityId: "bryn", seconds: 60 }), "Bryn Hollow has 60 seconds more.");
});
