/** The command line of the stand-in; `npm run convex:local -- --help` says what it can and what it cannot. */

import { parseArgs } from "node:util";
import { StandIn } from "./stand-in.ts";

const HELP = `Runs the functions of convex/ on this machine, behind what Convex speaks: its HTTP API, HTTP actions, and the
sync protocol of its clients' subscriptions.

  npm run convex:local -- [options]

  --functions DIR      the functions to run (convex/)
  --state FILE         keep the documents in FILE, across restarts; without it they go with the process
  --control-port PORT  where faults are set (a free port)
  --fault MODE         begin with a fault: down, slow, silent, 503, 429, loseReplies
  --ms N               how long "slow" waits before each call (5000)
  --times N            for how many calls the fault holds (until it is changed)
  --redact             keep the text of errors from callers, as deployments in production do
  --help

PORT is the port of the address (3210; 0 for a free one), CONVEX_ADMIN_KEY the admin key ("dev|admin"). The first line of
output is the address, the second the control address:

  GET  /faults         the fault of the moment
  POST /faults         {"mode": "slow", "ms": 5000, "times": 3} or {"mode": "none"}
  GET  /traffic        calls and bytes by function
  POST /reset          forgets every document

down: connections are reset. slow: each call waits first. silent: calls are taken and never answered. 503, 429: calls are
refused as Convex does when it is overloaded or limits the rate. loseReplies: calls are carried out, their replies are not sent.

What it cannot show:
  - contention: transactions run one after the other, so none is ever retried or refused for a conflict (OCC)
  - quotas and rates of a plan, and the speed of the real database
  - whether a JWT is genuine: what a token claims is believed, its signature is not looked at, nor is auth.config.ts
  - an endless loop in a function: its second of processor time is counted when it asks for something or ends
  - scheduling at scale: scheduled functions run in this process; crons.ts is not run at all
  - whether a cursor is of the query that it is given to, and a token that runs out while somebody subscribes
  - file storage, search and vector indexes, components, Node actions' own environment: calls to them are refused
`;

const DEFAULT_PORT = 3210;

async function main(): Promise<void> {
  process.stdout.on("error", () => {}); // whoever started it has read the address and goes on
  const { values } = parseArgs({
    options: {
      functions: { type: "string", default: "convex" },
      state: { type: "string" },
      "control-port": { type: "string", default: "0" },
      fault: { type: "string" },
      ms: { type: "string" },
      times: { type: "string" },
      redact: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const standIn = await StandIn.start({
    functions: values.functions,
    port: Number(process.env.PORT ?? DEFAULT_PORT),
    controlPort: Number(values["control-port"]),
    adminKey: process.env.CONVEX_ADMIN_KEY ?? "dev|admin",
    state: values.state ?? null,
    redacts: values.redact,
  });
  if (values.fault) standIn.faults.set({ mode: values.fault, ms: values.ms, times: values.times });
  console.log(standIn.url);
  console.log(`control: ${standIn.controlUrl}`);
  console.log(`${standIn.runtime.functions.count} functions of ${values.functions}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void standIn.stop().then(() => process.exit(0)));
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
