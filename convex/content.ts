/** Campaign content: what the node puts and removes, what a web application edits, and what changed since. All internal. */
import { internalMutation } from "./_generated/server";
import * as writing from "./writing/content";

export const put = internalMutation(writing.put);
export const remove = internalMutation(writing.remove);
