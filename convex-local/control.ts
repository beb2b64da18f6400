/** The stand-in's own address, beside Convex's: faults, counts, a fresh start. It answers whatever the fault. */

import http, { type IncomingMessage } from "node:http";
import { type Faults } from "./faults.ts";
import { type Traffic } from "./traffic.ts";

export interface Controlled {
  faults: Faults;
  traffic: Traffic;
  /** Forgets every document. */
  reset(): Promise<void>;
}

export function controlServer(controlled: Controlled): http.Server {
  return http.createServer((request, response) => {
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    answer(controlled, request).then(
      (body) =>
        body === null
          ? send(404, { message: "GET /faults, POST /faults, GET /traffic, POST /reset" })
          : send(200, body),
      (error: unknown) => send(400, { message: String(error) }),
    );
  });
}

async function answer(controlled: Controlled, request: IncomingMessage): Promise<unknown> {
  switch (`${request.method} ${request.url}`) {
    case "GET /faults":
      return controlled.faults.now;
    case "POST /faults":
      return controlled.faults.set(JSON.parse((await bodyOf(request)) || "{}") as object);
    case "GET /traffic":
      return Object.fromEntries(controlled.traffic.functions);
    case "POST /reset":
      await controlled.reset();
      return {};
    default:
      return null;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
