/** What authors write: the node ships it, an existing web application edits it. `record` is the node's whole row as JSON, lossless. */
import { v } from "convex/values";

const text = v.optional(v.string());
const number = v.optional(v.number());
const flag = v.optional(v.boolean());

/** Absent `externalId`: made in Convex, and not yet adopted by the node. */
const authored = {
  externalId: text,
  revision: number,
  updatedAt: number,
  campaignId: text,
  name: text,
  record: text,
};

const described = { ...authored, description: text, dmNotes: text };

const statBlock = {
  ...described,
  size: text,
  armorClass: number,
  maxHp: number,
  speedWalk: number,
  speedFly: number,
  speedSwim: number,
  speedClimb: number,
  speedBurrow: number,
  strength: number,
  dexterity: number,
  constitution: number,
  intelligence: number,
  wisdom: number,
  charisma: number,
  initiativeModifier: number,
  languages: text,
};

/** The fields of each content table that somebody outside may set. */
export const CONTENT = {
  users: { externalId: text, revision: number, updatedAt: number, name: text, inactive: flag, clerkId: text },
  memberships: {
    externalId: text,
    revision: number,
    updatedAt: number,
    campaignId: text,
    userId: text,
    role: v.optional(
      v.union(v.literal("owner"), v.literal("co_dm"), v.literal("player"), v.literal("spectator")),
    ),
  },
  campaigns: { ...described, ownerUserId: text },
  maps: { ...authored, width: number, height: number, cellFeet: number, terrain: text, dmNotes: text },
  locations: { ...described, mapId: text, spawnX: number, spawnY: number, spawnWidth: number, spawnHeight: number },
  quests: { ...described, locationId: text },
  playerCharacters: {
    ...statBlock,
    ownerUserId: text,
    species: text,
    characterClass: text,
    background: text,
    notes: text,
    level: number,
    xp: number,
    hp: number,
  },
  npcs: statBlock,
  monsters: { ...statBlock, challengeRating: number, xp: number, creatureType: text, alignment: text, legendaryUses: number },
  items: {
    ...described,
    kind: text,
    category: text,
    rarity: text,
    attunement: flag,
    charges: number,
    weight: number,
    valueGp: number,
    damageCount: number,
    damageSides: number,
    damageType: text,
    reach: number,
    rangeNormal: number,
    rangeLong: number,
    attackBonus: number,
    damageBonus: number,
    armorClass: number,
    dexCap: number,
    shieldBonus: number,
    healCount: number,
    healSides: number,
    healBonus: number,
  },
  contentRecords: { ...authored, kind: text },
};

export type ContentTable = keyof typeof CONTENT;

export const CONTENT_TABLES = Object.keys(CONTENT) as ContentTable[];

export const contentTableValidator = v.union(
  v.literal("users"),
  v.literal("memberships"),
  v.literal("campaigns"),
  v.literal("maps"),
  v.literal("locations"),
  v.literal("quests"),
  v.literal("playerCharacters"),
  v.literal("npcs"),
  v.literal("monsters"),
  v.literal("items"),
  v.literal("contentRecords"),
);

/** What only these functions set: the node's last put, an edit made in Convex, a tombstone, and when it changed here. */
export const tended = {
  putRevision: number,
  editedAt: number,
  deleted: flag,
  changedAt: v.number(),
};

/** The removal of a row that never arrived: a put of an older revision that comes later is not let in. */
export const tombstone = { table: v.string(), externalId: v.string(), revision: v.number() };
