import assert from "node:assert/strict";
import test from "node:test";
import { giver, wantsNonce } from "../../static/live/fairness.js";
import { fight } from "./fakes.js";

const ARIA = { userId: "u-aria", name: "aria", role: "player", entityIds: ["aldith"] };
const before = (more = {}) => ({ ...fight(), status: "PENDING_INITIATIVE", dice: { seedHash: "abc", nonces: {} }, ...more });

test("a player adds to the dice before the first roll, once the hash of the seed is published", () => {
  assert.equal(wantsNonce(before(), ARIA), true);
  assert.equal(wantsNonce(before({ dice: { nonces: {} } }), ARIA), false);
  assert.equal(wantsNonce(before({ dice: { seedHash: "abc", nonces: { "u-aria": "12" } } }), ARIA), false);
  assert.equal(wantsNonce(before({ status: "WAITING_FOR_PLAYER_TURN" }), ARIA), false);
  assert.equal(wantsNonce(before({ liveStatus: "completed" }), ARIA), false);
  assert.equal(wantsNonce(undefined, ARIA), false);
});

test("DMs and spectators add nothing", () => {
  for (const role of ["dm", "spectator"]) assert.equal(wantsNonce(before(), { ...ARIA, role }), false);
});

test("it is given once a page, 32 hexadecimal digits, and a refusal is borne in silence", async () => {
  const sent = [];
  const give = giver(async (type, fields) => {
    sent.push([type, fields]);
    throw { code: "already_acted", message: "You have given yours already." };
  });
  give(before(), ARIA);
  give(before(), ARIA);
  assert.equal(sent.length, 1);
  assert.equal(sent[0][0], "giveNonce");
  assert.match(sent[0][1].nonce, /^[0-9a-f]{32}$/);
});
