import assert from "node:assert/strict";
import test from "node:test";
import { actionWords, isWhole, MOST, plannable, preparable, prepare, preparedFor, without } from "../../static/live/plan.js";
import { fight } from "./fakes.js";

const SHEET = {
  attacks: { a1: { name: "Longbow", kind: "ranged", toHit: 5, damage: "1d8+3 piercing" } },
  inventory: {
    i1: { itemId: "x", name: "Healing Potion", kind: "potion", quantity: 2, usable: true },
    i2: { itemId: "y", name: "Longsword", kind: "weapon", quantity: 1, slot: "hand", equipped: true, attack: { name: "Longsword" } },
    i3: { itemId: "z", name: "Dagger", kind: "weapon", quantity: 1, slot: "hand", attack: { name: "Dagger" } },
  },
};

/** Bryn has prepared to go to C4 and to shoot. */
function waiting(actions = [{ type: "move", position: { x: 2, y: 3 } }, { type: "attack", actionId: "a1", target: "goblin" }]) {
  const view = fight();
  Object.assign(view.participants.bryn, SHEET);
  return { ...view, queuedTurn: { bryn: { actions } } };
}

test("what can be prepared is what the sheet tells, with nothing spent yet", () => {
  const menu = plannable(waiting().participants.bryn);
  assert.deepEqual(Object.values(menu).map((entry) => entry.label), ["Move", "Longbow", "Use Healing Potion", "Longsword", "Put away Longsword", "Equip Dagger", "Dash", "Dodge", "Handle an object", "Something else"]);
  assert.ok(Object.values(menu).every((entry) => !entry.reason));
  assert.deepEqual(Object.keys(plannable(fight().participants.bryn)), ["move", "dash", "dodge", "interact", "custom"], "another's sheet tells nothing");
});

test("one thing more comes behind what is prepared", () => {
  const view = waiting();
  const dash = { type: "dash" };
  assert.deepEqual(prepare(view, "bryn", dash), ["queueTurn", { entityId: "bryn", actions: [...preparedFor(view, "bryn"), dash] }]);
  assert.deepEqual(prepare(fight(), "bryn", dash), ["queueTurn", { entityId: "bryn", actions: [dash] }]);
});

test("one thing is taken out where it stands, and the last one empties the queue", () => {
  const [, { actions }] = without(waiting(), "bryn", 0);
  assert.deepEqual(actions.map((action) => action.type), ["attack"]);
  assert.deepEqual(without(waiting([{ type: "dash" }]), "bryn", 0), ["queueTurn", { entityId: "bryn", actions: [] }]);
});

test("nothing follows the end of a turn, nor more than a turn may hold", () => {
  assert.equal(isWhole([{ type: "move" }]), false);
  assert.equal(isWhole([{ type: "move" }, { type: "end" }]), true);
  assert.equal(isWhole(Array(MOST).fill({ type: "dash" })), true);
});

test("the turn under way is not prepared any more, nor that of who is down", () => {
  const view = fight();
  assert.deepEqual(preparable(view, ["aldith", "bryn", "ogre"]), ["bryn", "ogre"]);
  view.participants.ogre.defeated = true;
  assert.deepEqual(preparable(view, ["aldith", "bryn", "ogre"]), ["bryn"]);
});

test("what is prepared reads as what will be done", () => {
  const say = (action) => actionWords(waiting(), "bryn", action);
  assert.deepEqual(preparedFor(waiting(), "bryn").map(say), ["Move to C4", "Attack Mill Goblin 2 with Longbow"]);
  assert.equal(say({ type: "attack", itemId: "i2", target: "gone" }), "Attack somebody with Longsword");
  assert.equal(say({ type: "useItem", itemId: "i1", target: "aldith" }), "Use Healing Potion on Ser Aldith");
  assert.equal(say({ type: "custom", description: "I whistle" }), "“I whistle”");
  assert.equal(say({ type: "interact", description: "I pull the lever" }), "“I pull the lever”");
  assert.equal(say({ type: "attack", itemId: "i2", targets: ["goblin", "aldith", "gone"] }), "Attack Mill Goblin 2, Ser Aldith and somebody with Longsword");
  assert.equal(say({ type: "dodge" }), "Dodge");
  assert.equal(say({ type: "end" }), "End the turn");
});
