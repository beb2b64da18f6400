/**
 * Who calls: the holder of the admin key, a person named by a JWT, or nobody.
 *
 * Nobody's signature is verified: what a token claims is believed, as long as it is a token and has not run out.
 */

import { createHash, timingSafeEqual } from "node:crypto";

export interface UserIdentity {
  subject: string;
  issuer: string;
  tokenIdentifier: string;
  [claim: string]: unknown;
}
export interface Caller {
  admin: boolean;
  identity: UserIdentity | null;
}
export const NOBODY: Caller = { admin: false, identity: null };

/** A key or token that is not accepted; `code` and the message as Convex gives them, with HTTP status 401. */
export class Unauthenticated extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Claims that have another name in `ctx.auth.getUserIdentity()`. */
const ATTRIBUTES: Record<string, string> = {
  sub: "subject",
  iss: "issuer",
  given_name: "givenName",
  family_name: "familyName",
  preferred_username: "preferredUsername",
  profile: "profileUrl",
  picture: "pictureUrl",
  email_verified: "emailVerified",
  birthdate: "birthday",
  zoneinfo: "timezone",
  locale: "language",
  phone_number: "phoneNumber",
  phone_number_verified: "phoneNumberVerified",
  updated_at: "updatedAt",
};
/** Claims about the token, not about the person. */
const TOKEN_CLAIMS = new Set(["aud", "exp", "iat", "nbf", "jti"]);

export class Gate {
  constructor(readonly adminKey: string) {}

  /** The caller behind an `Authorization` header. */
  fromHeader(header: string | undefined): Caller {
    if (!header) return NOBODY;
    if (header.startsWith("Convex ")) return this.fromAdminKey(header.slice("Convex ".length));
    if (header.startsWith("Bearer ")) return this.fromToken(header.slice("Bearer ".length));
    throw new Unauthenticated(
      "InvalidAuthHeader",
      "Authorization header must be of the form `Convex <key>` or `Bearer <token>`",
    );
  }

  /** The key alone, or the key, a colon and in base64 the identity that the call acts as. */
  fromAdminKey(presented: string): Caller {
    const [key, acting] = split(presented);
    if (!same(key, this.adminKey)) {
      throw new Unauthenticated("BadAdminKey", "The provided admin key was invalid for this instance");
    }
    if (acting === null) return { admin: true, identity: null };
    const claims = json(acting, "base64");
    if (claims === null)
      throw new Unauthenticated("BadAdminKey", "The identity to act as is not base64 of a JSON object");
    return { admin: true, identity: identityFrom(claims) };
  }

  fromToken(token: string): Caller {
    const parts = token.split(".");
    const claims = parts.length === 3 && json(parts[0], "base64url") ? json(parts[1], "base64url") : null;
    if (claims === null) {
      const advice = "Check that the token is a valid JWT format with three base64-encoded sections separated by dots.";
      throw new Unauthenticated("InvalidAuthHeader", `Could not parse JWT payload. ${advice}`);
    }
    if (typeof claims.sub !== "string" || typeof claims.iss !== "string") {
      throw new Unauthenticated("InvalidAuthHeader", "Missing issuer or subject claim in JWT payload");
    }
    if (typeof claims.exp === "number" && claims.exp * 1000 <= Date.now()) {
      const advice = "Check that the token signature is valid and the token hasn't expired.";
      throw new Unauthenticated("InvalidAuthHeader", `Could not verify OIDC token claim. ${advice}`);
    }
    return { admin: false, identity: identityFrom(claims) };
  }
}

function split(presented: string): [string, string | null] {
  const colon = presented.indexOf(":");
  return colon < 0 ? [presented, null] : [presented.slice(0, colon), presented.slice(colon + 1)];
}

function same(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function json(text: string, encoding: "base64" | "base64url"): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, encoding).toString("utf8"));
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function identityFrom(claims: Record<string, unknown>): UserIdentity {
  const named = Object.entries(claims)
    .filter(([claim]) => !TOKEN_CLAIMS.has(claim))
    .map(([claim, value]) => [ATTRIBUTES[claim] ?? claim, value]);
  const identity = Object.fromEntries(named) as UserIdentity;
  identity.tokenIdentifier ??= `${identity.issuer}|${identity.subject}`;
  return identity;
}
