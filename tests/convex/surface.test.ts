import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as content from "../../convex/content";
import * as liveSystem from "../../convex/liveSystem";
import * as liveSystemHelpers from "../../convex/liveSystemHelpers";
import * as node from "../../convex/node";
import { OPERATIONS } from "../../convex/operations";
import schema from "../../convex/schema";
import * as testLiveSystem from "../../convex/testLiveSystem";

/** What `convex/server` makes of a function. */
type Registered = { isPublic?: true; isInternal?: true; isMutation?: true; isQuery?: true; exportArgs(): string; exportReturns(): string };

const MODULES = { content, liveSystem, liveSystemHelpers, node, testLiveSystem };
const ALL = Object.entries(MODULES).flatMap(([module, functions]) =>
  Object.entries(functions).map(([name, one]) => [`${module}:${name}`, one as unknown as Registered] as const),
);

const NAMED = {
  liveSystem: `saveStateSnapshot loadStateSnapshot updateLiveRoomStatus updateConnectedParticipants setCurrentTurnTimeout
    logInteractionEvent getInteractionLogs recordTurn getTurnRecords updateTurnSettings getLiveInteractionStatus
    getAllLiveInteractions cleanupInactiveRoom getActiveInteraction`,
  liveSystemHelpers: "batchStateOperations getInteractionLiveState initializeForLivePlay finalizeLiveInteraction",
};

test("every function of the specification is there", () => {
  for (const [module, names] of Object.entries(NAMED))
    for (const name of names.split(/\s+/)) assert.ok(ALL.some(([path]) => path === `${module}:${name}`), name);
});

test("the public can only read, and only what is listed here", () => {
  const open = ALL.filter(([, one]) => !one.isInternal).map(([path]) => path);
  assert.deepEqual(open.sort(), [
    "liveSystem:getActiveInteraction",
    "liveSystem:getAllLiveInteractions",
    "liveSystem:getChatMessages",
    "liveSystem:getInteractionLogs",
    "liveSystem:getLiveInteractionStatus",
    "liveSystem:getPlayerActions",
    "liveSystem:getRewards",
    "liveSystem:getTurnRecords",
    "liveSystem:loadStateSnapshot",
    "liveSystemHelpers:getInteractionLiveState",
  ]);
  for (const [path, one] of ALL) if (one.isMutation) assert.ok(one.isInternal && !one.isPublic, path);
});

test("every function says what it takes and what it gives", () => {
  for (const [path, one] of ALL) {
    assert.notEqual(JSON.parse(one.exportArgs()).type, "any", path);
    assert.notEqual(JSON.parse(one.exportReturns()), null, path);
  }
});

test("each operation of a batch is a mutation of its own, too", () => {
  const renamed: Record<string, string> = { putContent: "put", removeContent: "remove" };
  for (const op of Object.keys(OPERATIONS)) {
    const name = renamed[op] ?? op;
    const found = ALL.find(([path]) => path.endsWith(`:${name}`));
    assert.ok(found?.[1].isMutation, op);
  }
});

test("docs/convex.md names every function and every table", () => {
  const page = readFileSync(new URL("../../docs/convex.md", import.meta.url), "utf8");
  const names = [...ALL.map(([path]) => path.split(":")[1]!), ...Object.keys(schema.tables)];
  for (const name of names) assert.match(page, new RegExp(`\\b${name}\\b`));
});

test("the deployment accepts the tokens of the issuer that its variable names", async () => {
  process.env.CLERK_JWT_ISSUER_DOMAIN = "https://clerk.example";
  const { default: config } = await import("../../convex/auth.config");
  assert.deepEqual(config.providers, [{ domain: "https://clerk.example", applicationID: "convex" }]);
});
