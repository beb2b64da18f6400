/** Convex's address: HTTP and websockets on one port, with the fault of the moment in front of both. */

import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, type Socket } from "node:net";
import { type Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { Api, failed, type Reply } from "./api.ts";
import { REFUSALS, type Fault, type Faults } from "./faults.ts";
import { httpAction } from "./http-actions.ts";
import { type Gate } from "./identity.ts";
import { REQUEST_BYTES } from "./limits.ts";
import { Answers } from "./protocol.ts";
import { type Runtime } from "./runtime.ts";
import { Session } from "./sync.ts";
import { type Traffic } from "./traffic.ts";

const PING_EVERY_MS = 15_000;
const SYNC_PATH = /^\/api\/([^/]+\/)?sync$/;
/** How long a port that is still taken is asked for again: a restart may be quicker than its predecessor's end. */
const PORT_PATIENCE_MS = 10_000;
const PORT_RETRY_MS = 100;

export class ConvexServer {
  readonly #server = http.createServer((request, response) => void this.#serve(request, response));
  readonly #websockets = new WebSocketServer({ noServer: true, maxPayload: REQUEST_BYTES });
  readonly #sessions = new Set<Session>();
  readonly #sockets = new Set<Socket>();
  readonly #answers = new Answers();
  readonly #api: Api;
  #pinging: NodeJS.Timeout | undefined;

  constructor(
    readonly runtime: Runtime,
    readonly gate: Gate,
    readonly faults: Faults,
    traffic: Traffic,
  ) {
    this.#api = new Api(runtime, gate, traffic.count.bind(traffic));
    this.#server.requestTimeout = 0;
    this.#server.on("connection", (socket: Socket) => this.#connected(socket));
    this.#server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    faults.listeners.push((fault, before) => this.#cut(fault.mode, before.mode));
    runtime.listeners.push((commit) => this.#sessions.forEach((session) => session.notice(commit)));
  }

  /** Listens; returns the port. */
  async start(port: number): Promise<number> {
    await listen(this.#server, port);
    this.#pinging = setInterval(() => this.#sessions.forEach((session) => session.ping()), PING_EVERY_MS).unref();
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    clearInterval(this.#pinging);
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #connected(socket: Socket): void {
    if (this.faults.now.mode === "down") {
      this.faults.meet();
      socket.resetAndDestroy();
      return;
    }
    socket.on("error", () => socket.destroy());
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
  }

  /** A deployment that goes down takes its connections with it; one that refuses, or was silent, ends its subscriptions. */
  #cut(mode: Fault["mode"], before: Fault["mode"]): void {
    if (mode === "down") for (const socket of this.#sockets) socket.resetAndDestroy();
    if (REFUSALS[mode] || before === "silent") for (const websocket of this.#websockets.clients) websocket.terminate();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { socket } = request;
    const fault = this.faults.meet();
    if (fault.mode === "silent") return void request.resume();
    if (fault.mode === "slow") await new Promise((resolve) => setTimeout(resolve, fault.ms));
    try {
      const refusal = REFUSALS[fault.mode];
      const reply = refusal ? failed(refusal.status, refusal.code, refusal.message) : await this.#reply(request);
      if (fault.mode === "loseReplies") socket.resetAndDestroy();
      else await send(request, response, reply);
    } catch (error) {
      console.error("The stand-in itself failed:", error);
      await send(request, response, failed(500, "InternalServerError", String(error)));
    }
  }

  async #reply(request: IncomingMessage): Promise<Reply | Response> {
    const { method = "GET", headers } = request;
    const url = new URL(request.url ?? "/", `http://${headers.host ?? "localhost"}`);
    if (method === "OPTIONS") return { status: 204, body: "" };
    if (url.pathname === "/version") return { status: 200, body: "local stand-in" };
    const body = await bodyOf(request);
    if (body === null) return failed(413, "PayloadTooLarge", `The request is larger than ${REQUEST_BYTES} bytes`);
    if (!url.pathname.startsWith("/api/"))
      return await httpAction(this.runtime, this.gate, { method, url, headers, body });
    const reply = await this.#api.answer(method, url, headers.authorization, body.toString());
    return reply ?? failed(404, "NotFound", `Nothing is at ${url.pathname}`);
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const { mode } = this.faults.now;
    if (mode === "silent") return;
    const refusal = REFUSALS[mode];
    if (!SYNC_PATH.test(pathname) || refusal) {
      socket.end(`HTTP/1.1 ${refusal?.status ?? 404} ${refusal?.code ?? "NotFound"}\r\nConnection: close\r\n\r\n`);
      return;
    }
    this.#websockets.handleUpgrade(request, socket, head, (websocket) => this.#join(websocket));
  }

  #join(websocket: WebSocket): void {
    const session = new Session(websocket, this.runtime, this.gate, this.faults, this.#answers);
    this.#sessions.add(session);
    websocket.on("close", () => this.#sessions.delete(session));
    websocket.on("error", () => websocket.terminate());
  }
}

/** The whole body, or null where it is larger than Convex takes. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= REQUEST_BYTES) chunks.push(chunk);
  }
  return length > REQUEST_BYTES ? null : Buffer.concat(chunks);
}

async function send(request: IncomingMessage, response: ServerResponse, reply: Reply | Response): Promise<void> {
  const body = reply instanceof Response ? Buffer.from(await reply.arrayBuffer()) : reply.body;
  const headers = reply instanceof Response ? Object.fromEntries(reply.headers) : apiHeaders(request);
  response.writeHead(reply.status, headers).end(body);
}

/** Browsers may call from anywhere, as they may at Convex. */
function apiHeaders({ headers }: IncomingMessage): http.OutgoingHttpHeaders {
  return {
    "content-type": "application/json",
    "access-control-allow-origin": headers.origin ?? "*",
    "access-control-allow-headers": headers["access-control-request-headers"] ?? "*",
    "access-control-allow-methods": "GET, POST, OPTIONS",
  };
}

/** Listens on 127.0.0.1, waiting a little for a port that is still taken. */
export async function listen(server: http.Server, port: number): Promise<void> {
  const deadline = Date.now() + PORT_PATIENCE_MS;
  for (;;) {
    try {
      return await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", () => {
          server.off("error", reject);
          resolve();
        });
      });
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (!taken || port === 0 || Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, PORT_RETRY_MS));
    }
  }
}
