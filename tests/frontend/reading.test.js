import assert from "node:assert/strict";
import test from "node:test";
import * as reading from "../../static/live/reading.js";
import { reachable } from "../../static/live/reach.js";
import { fight } from "./fakes.js";

test("a token shows initials, and the number of one among several", () => {
  assert.deepEqual(["Ser Aldith", "Mill Goblin 2", "Lurker", "Élan", "Owl-bear 12"].map(reading.initials), ["SA", "M2", "L", "É", "O12"]);
});

test("cells have names, and names lead back to cells", () => {
  assert.equal(reading.cellName({ x: 2, y: 3 }), "C4");
  assert.equal(reading.cellName({ x: 26, y: 0 }), "AA1");
  for (const cell of [{ x: 0, y: 0 }, { x: 25, y: 9 }, { x: 27, y: 98 }]) assert.deepEqual(reading.cellNamed(reading.cellName(cell)), cell);
  assert.equal(reading.cellNamed("somewhere"), undefined);
});

test("whoever is down is not next", () => {
  const view = fight();
  assert.equal(reading.nextName(view), "Mill Goblin 2");
  view.participants.goblin.defeated = true;
  assert.equal(reading.nextName(view), "Bryn Hollow");
});

test("after a turn that was missed nobody is said to be next", () => {
  const view = fight();
  view.currentTurn.catchUpFor = "t1";
  assert.equal(reading.nextName(view), "");
});

test("nobody is said to be next while a turn that was missed comes first", () => {
  const view = fight();
  const missed = { entityId: "bryn", roundNumber: 1, status: "skipped" };
  const next = (one, missedTurns) => reading.nextName({ ...view, missedTurns: { t1: { ...missed, ...one } }, settings: { ...view.settings, missedTurns } });
  assert.deepEqual([next({}, "auto"), next({ wanted: true }, "dm"), next({ wanted: true }, "off")], Array(3).fill("Mill Goblin 2"));
  assert.deepEqual([next({ wanted: true }, "auto"), next({ granted: true }, "dm")], ["", ""]);
  view.participants.bryn.defeated = true;
  assert.equal(next({ granted: true }, "auto"), "Mill Goblin 2");
});

test("who comes and who goes is told in a sentence, but not of oneself", () => {
  const before = { a: { name: "Aria", connected: true }, b: { name: "Bram" }, m: { name: "Mira", connected: true } };
  const now = { a: { name: "Aria" }, b: { name: "Bram", connected: true }, m: { name: "Mira" } };
  assert.equal(reading.comings(before, now, "m"), "Aria is away. Bram is here.");
  assert.deepEqual([reading.comings(undefined, now, "m"), reading.comings(now, now, "m")], ["", ""]);
});

test("a turn whose player is not at the table is known as that", () => {
  const view = fight();
  const player = view.participants[reading.activeId(view)].userId;
  assert.equal(reading.activeIsAway({ ...view, presence: { [player]: { name: "Aria", role: "player" } } }), true);
  assert.equal(reading.activeIsAway({ ...view, presence: { [player]: { name: "Aria", role: "player", connected: true } } }), false);
  assert.equal(reading.activeIsAway({ ...view, currentTurn: { turnId: "t", byDm: true }, presence: { [player]: { name: "Aria", role: "player" } } }), false);
});

test("what is said counts as unread also when the last that was seen has been hidden", () => {
  const said = (id, userId, timestamp) => ({ id, userId, timestamp, name: userId, content: id, type: "party" });
  const messages = [said("1", "bram", 10), said("3", "bram", 30), said("4", "aria", 40)];
  assert.equal(reading.saidSince(messages, { id: "1", timestamp: 10 }, "aria"), 1);
  assert.equal(reading.saidSince(messages, { id: "2", timestamp: 20 }, "aria"), 1);
  assert.equal(reading.saidSince(messages, { id: "", timestamp: 0 }, "aria"), 2);
});

test("somebody unseen acts as the DM", () => {
  const view = { ...fight(), currentTurn: { turnId: "t", byDm: true } };
  assert.equal(reading.activeName(view), "the DM");
  assert.equal(reading.nextName(view), "");
});

test("it is nobody's turn while the game is paused", () => {
  assert.equal(reading.isMyTurn(fight(), ["aldith"]), true);
  assert.equal(reading.isMyTurn({ ...fight(), liveStatus: "paused" }, ["aldith"]), false);
  assert.equal(reading.isMyTurn(fight(), ["bryn"]), false);
});

test("distance is measured from the nearest cells", () => {
  const view = fight();
  const { aldith, goblin, ogre } = view.participants;
  assert.equal(reading.feetApart(view, aldith, goblin), 15);
  assert.equal(reading.feetApart(view, goblin, ogre), 15);
  view.settings.diagonals = "alternating";
  assert.equal(reading.feetApart(view, aldith, ogre), 25);
});

test("enemies come first, the nearest before the others", () => {
  assert.deepEqual(reading.targetsOf(fight(), "aldith").map(([id]) => id), ["goblin", "ogre", "bryn"]);
});

test("the DM is away when people are there and none of them runs the game", () => {
  const view = fight();
  assert.equal(reading.dmIsAway(view), false);
  view.presence = { a: { name: "aria", role: "player", connected: true }, m: { name: "mira", role: "dm" } };
  assert.equal(reading.dmIsAway(view), true);
  view.presence.m.connected = true;
  assert.equal(reading.dmIsAway(view), false);
});

test("difficult ground costs twice, walls are walked around, nobody stays on another", () => {
  const ways = reachable(fight(), "aldith");
  assert.equal(ways.get("2,1").feet, 5);
  assert.equal(ways.get("3,1").feet, 15);
  assert.equal(ways.has("2,2"), false);
  assert.equal(ways.get("0,3").stay, false, "Bryn stands there");
  assert.equal(ways.has("4,1"), false, "an enemy bars the way");
  assert.deepEqual(ways.get("1,3").path, [{ x: 1, y: 2 }, { x: 1, y: 3 }]);
});

test("only what the movement left pays for can be reached", () => {
  const view = fight();
  view.currentTurn.budget.movement = 5;
  assert.ok([...reachable(view, "aldith").values()].every((way) => way.feet === 5));
  view.currentTurn.budget.movement = 0;
  assert.equal(reachable(view, "aldith").size, 0);
});

test("corners of walls are not cut", () => {
  const ways = reachable(fight(), "aldith");
  const direct = ways.get("3,3");
  assert.ok(!direct || direct.feet > 10);
});

test("every second diagonal costs double where that rule is played", () => {
  const view = fight();
  view.settings.diagonals = "alternating";
  view.participants.aldith.position = { x: 4, y: 5 };
  view.participants.ogre.position = { x: 0, y: 0 };
  const ways = reachable(view, "aldith");
  assert.equal(ways.get("5,4").feet, 5);
  assert.equal(ways.get("6,3").feet, 15);
  assert.equal(ways.get("7,2").feet, 20);
});

test("a large creature needs room for all of it", () => {
  const view = fight();
  view.currentTurn.entityId = "ogre";
  const ways = reachable(view, "ogre");
  assert.equal(ways.has("7,4"), false, "half of it would stand outside");
  assert.equal(ways.get("6,4").feet, 5);
});

test("what was missed is a player's to take, unless the table takes none", () => {
  const view = fight();
  view.missedTurns = { t1: { entityId: "bryn", roundNumber: 1, status: "timeout" }, t2: { entityId: "goblin", roundNumber: 1, status: "skipped" } };
  assert.deepEqual(reading.missedOf(view, "bryn").map((one) => one.roundNumber), [1]);
  view.settings.missedTurns = "off";
  assert.deepEqual(reading.missedOf(view, "bryn"), []);
});

test("the DM is asked for time, and for missed turns where she grants them", () => {
  const view = fight();
  view.missedTurns = { t1: { entityId: "bryn", roundNumber: 1, status: "timeout", wanted: true } };
  assert.equal(reading.askedOfDm(view), 0);
  view.settings.missedTurns = "dm";
  view.currentTurn.asksForTime = true;
  assert.equal(reading.askedOfDm(view), 2);
  view.missedTurns.t1.granted = true;
  assert.equal(reading.askedOfDm(view), 1);
});

test("what is asked in one's turn waits only while no DM is there", () => {
  const away = { ...fight(), liveStatus: "paused", pauseReason: "dm_disconnected" };
  assert.equal(reading.waitsForDm(away, ["aldith"]), true);
  assert.equal(reading.waitsForDm(away, ["bryn"]), false);
  assert.equal(reading.waitsForDm({ ...away, pauseReason: "supper" }, ["aldith"]), false);
  assert.equal(reading.waitsForDm({ ...away, currentTurn: { ...away.currentTurn, ending: true } }, ["aldith"]), false);
});

test("those who are to roll are named in one breath", () => {
  const view = { ...fight(), initiativeRequests: { aldith: true, bryn: true } };
  assert.equal(reading.names(view, ["aldith", "goblin", "bryn"]), "Ser Aldith, Mill Goblin 2 and Bryn Hollow");
  assert.equal(reading.names(view, []), "");
  assert.deepEqual(reading.askedOfMe(view, ["bryn", "ogre"]), ["bryn"]);
});

test("in the end it is said who stands and who is down", () => {
  const view = fight();
  assert.deepEqual(reading.fallen(view), []);
  view.participants.goblin.defeated = view.participants.ogre.defeated = true;
  assert.deepEqual(reading.fallen(view), [["Still standing", "Ser Aldith and Bryn Hollow"], ["Down", "Mill Goblin 2 and Mud Ogre"]]);
});

test("where the chat is off a player writes to the DM alone, and a DM as ever", () => {
  const presence = { mira: { name: "Mira", role: "dm" }, aria: { name: "Aria", role: "player" }, bram: { name: "Bram", role: "player" }, sven: { name: "Sven", role: "spectator" } };
  const open = { ...fight(), presence, settings: { ...fight().settings, allowPrivateChat: true } };
  const shut = { ...open, settings: { ...open.settings, chatEnabled: false } };
  const whom = (view, me) => reading.recipients(view, me, me === "mira").map(([value]) => value);
  assert.deepEqual(whom(open, "aria"), ["party", "dm", "private mira", "private bram"]);
  assert.deepEqual(whom(shut, "aria"), ["dm"]);
  assert.deepEqual(whom(shut, "mira"), ["party", "dm aria", "dm bram", "private aria", "private bram"]);
  assert.deepEqual(whom({ ...open, settings: fight().settings }, "bram"), ["party", "dm"]);
});

test("a source is said once, with its licence and its attribution, and what was written here has none", () => {
  const reeds = { source: "Reed Tales", licence: "CC-BY-4.0", attribution: "By the reeds." };
  const origins = reading.originsOf([reeds, { ...reeds }, { source: "", licence: "", attribution: "" }, {}]);
  assert.deepEqual(origins.map(reading.originWords), ["From Reed Tales, licence: CC-BY-4.0. By the reeds."]);
});
