/** Fields of an interaction that also arrive apart from its document, each group with its own time: the newer one stands. Pure. */
import type { WithoutSystemFields } from "convex/server";

import type { Doc } from "../_generated/dataModel";

export type Stored = WithoutSystemFields<Doc<"interactions">>;
export type Group = "presence" | "timeout" | "status" | "settings";
type Guard = "presenceAt" | "timeoutAt" | "statusAt" | "settingsAt";

export const GROUPS: Record<Group, { guard: Guard; fields: (keyof Stored)[] }> = {
  presence: { guard: "presenceAt", fields: ["connectedParticipants"] },
  timeout: { guard: "timeoutAt", fields: ["currentTurnTimeout", "timeoutAudience"] },
  status: { guard: "statusAt", fields: ["liveStatus", "status", "phase", "liveRoomId", "outcome"] },
  settings: { guard: "settingsAt", fields: ["turnTimeLimit", "chatEnabled", "allowPrivateChat"] },
};

/** The document to store: a group that has changed since, apart from the document, stays as it is; so does one it does not mention. */
export function overlaid(document: Stored, stored: Stored | null): Stored {
  const at = document.updatedAt ?? document.createdAt;
  const whole: Record<string, unknown> = { ...document };
  for (const { guard, fields } of Object.values(GROUPS)) {
    const mentioned = fields.some((field) => document[field] !== undefined);
    const known = stored?.[guard];
    if (mentioned && (known === undefined || at >= known)) whole[guard] = at;
    else if (stored !== null) for (const field of [...fields, guard]) whole[field] = stored[field];
  }
  whole.lastActivity = latest(document.lastActivity, stored?.lastActivity);
  whole.lastStateSnapshot = stored?.lastStateSnapshot;
  whole.snapshotTimestamp = stored?.snapshotTimestamp;
  return whole as Stored;
}

/** What to patch, or null where the stored group is as new. */
export function patched(
  stored: Stored,
  group: Group,
  at: number,
  { lastActivity, ...fields }: Partial<Stored>,
): Partial<Stored> | null {
  const { guard } = GROUPS[group];
  const known = stored[guard];
  if (known !== undefined && at <= known) return null;
  return { ...fields, [guard]: at, lastActivity: latest(lastActivity, stored.lastActivity) };
}

function latest(one?: number, other?: number): number | undefined {
  return one === undefined ? other : Math.max(one, other ?? one);
}
