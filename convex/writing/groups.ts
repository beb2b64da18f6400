/**
 * Fields of an interaction that also arrive apart from its document. A newer document is right about all that it mentions,
 * whatever the clocks say: only of what arrives apart times are compared. Pure.
 */
import type { WithoutSystemFields } from "convex/server";

import type { Doc } from "../_generated/dataModel";

export type Stored = WithoutSystemFields<Doc<"interactions">>;
export type Group = "presence" | "timeout" | "status" | "settings";
type Guard = "presenceAt" | "timeoutAt" | "statusAt" | "settingsAt";

/** How new what arrives apart is: `at` in ms; what has a `revision` counts by that before it does by time. */
export type Stamp = { at: number; revision?: number };

export const GROUPS: Record<Group, { guard: Guard; counted?: "presenceRevision"; fields: (keyof Stored)[] }> = {
  presence: { guard: "presenceAt", counted: "presenceRevision", fields: ["connectedParticipants"] },
  timeout: { guard: "timeoutAt", fields: ["currentTurnTimeout", "timeoutAudience"] },
  status: { guard: "statusAt", fields: ["liveStatus", "status", "phase", "liveRoomId", "outcome"] },
  settings: { guard: "settingsAt", fields: ["turnTimeLimit", "chatEnabled", "allowPrivateChat"] },
};

/** Nothing is known of how new the groups are: whatever comes next stands. */
export const UNGUARDED = Object.fromEntries(
  Object.values(GROUPS).flatMap(({ guard, counted }) => [guard, ...(counted ? [counted] : [])].map((name) => [name, undefined])),
) as Partial<Stored>;

/** The document to store, which is newer than the stored one; a group that it does not mention stays as it is. */
export function overlaid(document: Stored, stored: Stored | null): Stored {
  const at = document.updatedAt ?? document.createdAt;
  const whole: Record<string, unknown> = { ...document };
  for (const { guard, counted, fields } of Object.values(GROUPS)) {
    const mentioned = fields.some((field) => document[field] !== undefined);
    const kept = [guard, ...(counted ? [counted] : []), ...fields];
    if (mentioned) whole[guard] = at;
    else if (stored !== null) for (const field of kept) whole[field] = stored[field];
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
  stamp: Stamp,
  { lastActivity, ...fields }: Partial<Stored>,
): Partial<Stored> | null {
  const { guard, counted } = GROUPS[group];
  if (!isNewer(stamp, { at: stored[guard], revision: counted && stored[counted] })) return null;
  const revision = counted && stamp.revision !== undefined ? { [counted]: stamp.revision } : {};
  return { ...fields, [guard]: stamp.at, ...revision, lastActivity: latest(lastActivity, stored.lastActivity) };
}

export function isNewer({ at, revision }: Stamp, known: Partial<Stamp>): boolean {
  if (revision !== undefined && revision !== known.revision) return revision > (known.revision ?? -1);
  return known.at === undefined || at > known.at;
}

function latest(one?: number, other?: number): number | undefined {
  return one === undefined ? other : Math.max(one, other ?? one);
}
