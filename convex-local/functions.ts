/** The functions that are run: found in a folder as `npx convex deploy` finds them, with the schema beside them. */

import { readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Schema, type TableSchema } from "./database.ts";
import { type Validator } from "./validators.ts";

export type Kind = "query" | "mutation" | "action";
/** What `query()`, `mutation()` and `action()` make, as far as it is used here. */
interface Registered {
  isQuery?: boolean;
  isMutation?: boolean;
  isAction?: boolean;
  isPublic?: boolean;
  exportArgs(): string;
  exportReturns(): string;
  invokeQuery?(args: string): Promise<string>;
  invokeMutation?(args: string): Promise<string>;
  invokeAction?(requestId: string, args: string): Promise<string>;
}
export interface HttpRouter {
  lookup(
    path: string,
    method: string,
  ): [{ invokeHttpAction(request: Request): Promise<Response> }, string, string] | null;
}
export type Module = Record<string, unknown>;

export class ConvexFunction {
  readonly kind: Kind;
  readonly isPublic: boolean;
  readonly args: Validator;
  readonly returns: Validator | null;

  constructor(
    readonly path: string,
    readonly registered: Registered,
  ) {
    this.kind = registered.isQuery ? "query" : registered.isMutation ? "mutation" : "action";
    this.isPublic = registered.isPublic === true;
    this.args = JSON.parse(registered.exportArgs()) as Validator;
    this.returns = JSON.parse(registered.exportReturns()) as Validator | null;
  }

  /** Runs the handler with the arguments as JSON; the result is JSON too. */
  invoke(args: string): Promise<string> {
    if (this.kind === "query") return this.registered.invokeQuery!(args);
    if (this.kind === "mutation") return this.registered.invokeMutation!(args);
    return this.registered.invokeAction!("", args);
  }
}

export class Functions {
  readonly #functions = new Map<string, ConvexFunction>();
  readonly router: HttpRouter | null;

  constructor(modules: Map<string, Module>) {
    for (const [name, module] of modules) {
      for (const [exported, value] of Object.entries(module)) {
        if (isRegistered(value))
          this.#functions.set(`${name}:${exported}`, new ConvexFunction(`${name}:${exported}`, value));
      }
    }
    this.router = (modules.get("http")?.default as HttpRouter | undefined) ?? null;
  }

  get count(): number {
    return this.#functions.size;
  }

  /** The function at `module:name`; `module` alone means its default export. */
  find(written: string): ConvexFunction | null {
    return this.#functions.get(canonical(written)) ?? null;
  }
}

/** `folder/module.js:name` and `folder/module:name` are the same function. */
export function canonical(written: string): string {
  const colon = written.lastIndexOf(":");
  const [module, name] = colon < 0 ? [written, "default"] : [written.slice(0, colon), written.slice(colon + 1)];
  return `${module.replace(/\.js$/, "")}:${name}`;
}

function isRegistered(value: unknown): value is Registered {
  return typeof value === "function" && ["isQuery", "isMutation", "isAction"].some((mark) => mark in value);
}

/** Loads every module of a folder; those with a second dot in their names are no modules for Convex either. */
export async function modulesIn(folder: string): Promise<Map<string, Module>> {
  const modules = new Map<string, Module>();
  for (const file of (readdirSync(folder, { recursive: true }) as string[]).sort()) {
    if (!/^[^.]+\.[tj]s$/.test(file) || file.startsWith("_generated")) continue;
    const name = file
      .replace(/\.[tj]s$/, "")
      .split(path.sep)
      .join("/");
    modules.set(name, (await import(pathToFileURL(path.join(folder, file)).href)) as Module);
  }
  return modules;
}

/** Reads `schema.ts`; without one, every table takes anything and has no indexes of its own. */
export function schemaFrom(modules: Map<string, Module>): Schema {
  const defined = modules.get("schema")?.default as SchemaDefinition | undefined;
  if (!defined) return new Map();
  return new Map(
    Object.entries(defined.tables).map(([name, table]) => [name, tableFrom(table, defined.schemaValidation)]),
  );
}

interface SchemaDefinition {
  schemaValidation: boolean;
  tables: Record<string, TableDefinition>;
}
interface TableDefinition {
  export(): { indexes: { indexDescriptor: string; fields: string[] }[]; documentType: Validator };
}

function tableFrom(table: TableDefinition, validated: boolean): TableSchema {
  const { indexes, documentType } = table.export();
  return {
    indexes: indexes.map(({ indexDescriptor, fields }) => ({ name: indexDescriptor, fields })),
    documentType: validated ? documentType : null,
  };
}
