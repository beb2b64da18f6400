/* eslint-disable */
/**
 * What `npx convex codegen` writes, by hand: that command wants a deployment. A module with functions is listed here.
 */
import type { ApiFromModules, FilterApi, FunctionReference } from "convex/server";
import type * as content from "../content.js";
import type * as liveSystem from "../liveSystem.js";
import type * as liveSystemHelpers from "../liveSystemHelpers.js";
import type * as node from "../node.js";
import type * as testLiveSystem from "../testLiveSystem.js";

declare const fullApi: ApiFromModules<{
  content: typeof content;
  liveSystem: typeof liveSystem;
  liveSystemHelpers: typeof liveSystemHelpers;
  node: typeof node;
  testLiveSystem: typeof testLiveSystem;
}>;

export declare const api: FilterApi<typeof fullApi, FunctionReference<any, "public">>;
export declare const internal: FilterApi<typeof fullApi, FunctionReference<any, "internal">>;
export declare const components: {};
