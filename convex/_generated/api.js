/* eslint-disable */
/**
 * What `npx convex codegen` writes, by hand: that command wants a deployment.
 */
import { anyApi, componentsGeneric } from "convex/server";

export const api = anyApi;
export const internal = anyApi;
export const components = componentsGeneric();
