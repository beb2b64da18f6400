/** The stand-in as a whole: functions, documents, addresses. */

import http from "node:http";
import { type AddressInfo } from "node:net";
import path from "node:path";
import { controlServer } from "./control.ts";
import { Database } from "./database.ts";
import { Faults } from "./faults.ts";
import { Functions, modulesIn, schemaFrom } from "./functions.ts";
import { Gate } from "./identity.ts";
import { Scheduler } from "./jobs.ts";
import { Runtime } from "./runtime.ts";
import { ConvexServer, listen } from "./server.ts";
import { StateFile } from "./state.ts";
import { systemModules } from "./system.ts";
import { Traffic } from "./traffic.ts";

export interface Options {
  /** The folder of the functions. */
  functions: string;
  /** 0 for a free port. */
  port: number;
  controlPort: number;
  adminKey: string;
  /** Where documents are kept across restarts; nowhere if null. */
  state: string | null;
  /** Whether errors are kept from callers, as deployments in production do. */
  redacts: boolean;
}

export class StandIn {
  readonly faults = new Faults();
  readonly traffic = new Traffic();
  readonly runtime: Runtime;
  readonly #state: StateFile | null = null;
  readonly #scheduler: Scheduler;
  readonly #server: ConvexServer;
  readonly #control: http.Server;
  url = "";
  controlUrl = "";

  private constructor(database: Database, functions: Functions, { adminKey, redacts, state }: Options) {
    this.runtime = new Runtime(database, functions, redacts);
    this.runtime.used = this.traffic.used.bind(this.traffic);
    if (state !== null) this.#state = new StateFile(state, database);
    this.runtime.listeners.push(({ writes }) => this.#state?.append(writes));
    this.#scheduler = new Scheduler(this.runtime);
    this.#server = new ConvexServer(this.runtime, new Gate(adminKey), this.faults, this.traffic);
    this.#control = controlServer(this);
  }

  static async start(options: Options): Promise<StandIn> {
    const modules = await modulesIn(path.resolve(options.functions));
    const database = new Database(schemaFrom(modules));
    const functions = new Functions(new Map([...modules, ...systemModules(database)]));
    const standIn = new StandIn(database, functions, options);
    await standIn.#listen(options);
    standIn.#scheduler.resume();
    return standIn;
  }

  /** Forgets every document, every job and every count. */
  async reset(): Promise<void> {
    await this.runtime.inTurn(async () => {
      this.#scheduler.stop();
      this.runtime.database.clear();
      this.#state?.rewrite();
    });
    this.traffic.clear();
  }

  async stop(): Promise<void> {
    this.#scheduler.stop();
    await this.#server.stop();
    this.#control.closeAllConnections();
    await new Promise((resolve) => this.#control.close(resolve));
    this.#state?.close();
  }

  async #listen({ port, controlPort }: Options): Promise<void> {
    this.url = `http://127.0.0.1:${await this.#server.start(port)}`;
    await listen(this.#control, controlPort);
    this.controlUrl = `http://127.0.0.1:${(this.#control.address() as AddressInfo).port}`;
  }
}
