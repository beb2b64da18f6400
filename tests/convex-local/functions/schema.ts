/** Tables for the stand-in's own tests: what a page of notes needs, and one that takes anything. */

import { defineSchema, defineTable } from "convex/server";
import { v } from "convex/values";

export default defineSchema({
  notes: defineTable({
    externalId: v.string(),
    revision: v.number(),
    owner: v.string(),
    text: v.string(),
    tags: v.optional(v.array(v.string())),
  })
    .index("by_externalId", ["externalId"])
    .index("by_owner", ["owner", "revision"]),
  anything: defineTable(v.any()),
});
