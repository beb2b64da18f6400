/**
 * What is kept across restarts: a file with a line for every commit, written before the caller hears of it.
 *
 * Opening it writes it anew, beside it and then in its place: a crash leaves the old file or the new.
 */

import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { jsonToConvex, type JSONValue } from "convex/values";
import { type Database, type Write } from "./database.ts";
import { outcomeOf } from "./runtime.ts";
import { type Document } from "./values.ts";

/** A line: the counters after the commit, and of each document its table, id and content; null for one that is gone. */
interface Line {
  nextNumber: number;
  lastCreationTime: number;
  documents: [table: string, id: string, document: JSONValue][];
}
/** So many go into a line when the file is written anew: few enough for a line of large ones to be one string. */
const DOCUMENTS_A_LINE = 100;
/** After so many bytes of commits the file is written anew. */
const REWRITE_AFTER_BYTES = 64 << 20;

export class StateFile {
  #descriptor = -1;
  #appended = 0;

  /** Takes up what the file holds, if it is there. */
  constructor(
    readonly path: string,
    readonly database: Database,
  ) {
    if (existsSync(path)) this.#load();
    this.rewrite();
  }

  append(writes: Write[]): void {
    const documents = [...outcomeOf(writes)].map(([id, stored]) => {
      const table = stored?.table ?? writes.find((write) => write.id === id)!.before?.table ?? "";
      return entry(table, id, stored?.json ?? "null");
    });
    this.#appended += writeSync(this.#descriptor, this.#line(documents));
    if (this.#appended > REWRITE_AFTER_BYTES) this.rewrite();
  }

  /** Leaves only what is there now. */
  rewrite(): void {
    const beside = `${this.path}.new`;
    const descriptor = openSync(beside, "w", 0o600);
    writeSync(descriptor, this.#line([])); // the counters, even if there are no documents
    const entries = [...this.database.stored].map(([id, { table, json }]) => entry(table, id, json));
    for (let at = 0; at < entries.length; at += DOCUMENTS_A_LINE) {
      writeSync(descriptor, this.#line(entries.slice(at, at + DOCUMENTS_A_LINE)));
    }
    fsyncSync(descriptor);
    renameSync(beside, this.path);
    this.close();
    this.#descriptor = descriptor;
    this.#appended = 0;
  }

  close(): void {
    if (this.#descriptor >= 0) closeSync(this.#descriptor);
    this.#descriptor = -1;
  }

  /** A last line without its end was being written when the process died: nobody was told of it. */
  #load(): void {
    const lines = readFileSync(this.path, "utf8").split("\n");
    lines.pop();
    lines.forEach((text, at) => {
      try {
        this.#take(JSON.parse(text) as Line);
      } catch (error) {
        throw new Error(`${this.path}, line ${at + 1}, is no state of the stand-in: ${String(error)}`);
      }
    });
  }

  #take({ nextNumber, lastCreationTime, documents }: Line): void {
    Object.assign(this.database, { nextNumber, lastCreationTime });
    for (const [table, id, json] of documents) {
      if (json === null) this.database.forget(id);
      else this.database.restore(table, jsonToConvex(json) as Document);
    }
  }

  #line(documents: string[]): string {
    const { nextNumber, lastCreationTime } = this.database;
    return `{"nextNumber":${nextNumber},"lastCreationTime":${lastCreationTime},"documents":[${documents.join(",")}]}\n`;
  }
}

function entry(table: string, id: string, json: string): string {
  return `[${JSON.stringify(table)},${JSON.stringify(id)},${json}]`;
}
