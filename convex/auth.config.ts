/** Whose tokens this deployment accepts: Clerk's, from the issuer named by the deployment's variable (`npx convex env set`). */
import type { AuthConfig } from "convex/server";

declare const process: { env: Record<string, string | undefined> };

export default {
  providers: [{ domain: process.env.CLERK_JWT_ISSUER_DOMAIN!, applicationID: "convex" }],
} satisfies AuthConfig;
