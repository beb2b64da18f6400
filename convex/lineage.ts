/** Which of two states of an interaction contains the other's history. Pure. */

/** Where a journal was left (or, in the last entry, stands): its id and the seq of its last row. */
export type Left = { journalId: string; seq: number };
export type Lineage = Left[];

/** How an incoming state relates to the stored one. */
export type Relation = "same" | "newer" | "older" | "conflict";

/** Whether everything that `other` has gone through is in `whole`. */
export function contains(whole: Lineage, other: Lineage): boolean {
  const last = other.length - 1;
  return other.every((left, i) => {
    const ours = whole[i];
    if (ours === undefined || ours.journalId !== left.journalId) return false;
    return i === last ? ours.seq >= left.seq : ours.seq === left.seq;
  });
}

export function relation(incoming: Lineage, stored: Lineage): Relation {
  const forwards = contains(incoming, stored);
  const backwards = contains(stored, incoming);
  if (forwards && backwards) return "same";
  if (forwards) return "newer";
  return backwards ? "older" : "conflict";
}
