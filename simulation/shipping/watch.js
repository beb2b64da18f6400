/**
 * Watches fights through Convex's own client, as a web application would: `node watch.js URL`, one JSON line on its input for
 * each person, `{name, token, interactionId, campaignId}`. Prints a line for all that a person hears: her name, the query,
 * and JSON of the value or `{error}`.
 */
import { createInterface } from "node:readline";
import { ConvexClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";

const url = process.argv[2];
const page = { paginationOpts: { cursor: null, numItems: 200 } };

for await (const line of createInterface({ input: process.stdin })) {
  const { name, token, interactionId, campaignId } = JSON.parse(line);
  const client = new ConvexClient(url, { logger: false });
  if (token) client.setAuth(async () => token);
  const wanted = {
    "liveSystem:getLiveInteractionStatus": { interactionId },
    "liveSystem:getActiveInteraction": { campaignId },
    "liveSystem:getAllLiveInteractions": {},
    "liveSystemHelpers:getInteractionLiveState": { interactionId },
    "liveSystem:loadStateSnapshot": { interactionId },
  };
  for (const records of ["getTurnRecords", "getInteractionLogs", "getPlayerActions", "getRewards", "getChatMessages"]) {
    wanted[`liveSystem:${records}`] = { interactionId, ...page };
    wanted[`liveSystem:${records} mine`] = { interactionId, ...page, mine: true };
  }
  for (const [key, args] of Object.entries(wanted)) {
    const query = /** @type {any} */ (makeFunctionReference(key.split(" ")[0]));
    const tell = (/** @type {unknown} */ value) => console.log(`${name}\t${key}\t${JSON.stringify(value)}`);
    client.onUpdate(query, args, tell, (error) => tell({ error: error.data?.code ?? String(error) }));
  }
}
process.stdin.on("close", () => process.exit(0));
