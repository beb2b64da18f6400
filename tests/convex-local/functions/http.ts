/** One HTTP action, for the stand-in's own tests. */

import { httpActionGeneric, httpRouter, makeFunctionReference } from "convex/server";

const http = httpRouter();

http.route({
  path: "/notes",
  method: "POST",
  handler: httpActionGeneric(async (ctx, request) => {
    if (request.headers.get("authorization") !== "Bearer sesame") return new Response("who are you?", { status: 401 });
    const given = (await request.json()) as { externalId: string; text: string };
    const result = (await ctx.runMutation(makeFunctionReference<"mutation">("notes:write"), given)) as string;
    return new Response(JSON.stringify({ result }), { status: 201, headers: { "content-type": "application/json" } });
  }),
});

export default http;
