// Writes src/generated/frames.ts from the service's own schema of its frames: `npm run frames`. Needs the package in
// ../.venv, or the Python named by PYTHON. A house test compares the two digests in the file's head with what is true.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";
import { compile } from "json-schema-to-typescript";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const own = here("../.venv/bin/python");
const python = process.env.PYTHON ?? (existsSync(own) ? own : "python3");
const PRINT = "import json; from csassist.wire.schema import frame_schemas; print(json.dumps(frame_schemas(), sort_keys=True, ensure_ascii=True, separators=(',', ':')))";

const text = execFileSync(python, ["-c", PRINT], { encoding: "utf8", maxBuffer: 1 << 26 }).trim();
const schema = JSON.parse(text);
const digest = (words) => createHash("sha256").update(words).digest("hex");

/** Titles of properties would become types of their own; those of definitions are their names. */
function bare(node, named = false) {
  if (Array.isArray(node)) return node.map((one) => bare(one));
  if (node === null || typeof node !== "object") return node;
  const entries = Object.entries(node).filter(([key, value]) => named || key !== "title" || typeof value !== "string");
  return Object.fromEntries(entries.map(([key, value]) => [key === "prefixItems" ? "items" : key, ["properties", "$defs"].includes(key) && !named ? children(value) : bare(value)]));
}
const children = (map) => Object.fromEntries(Object.entries(map).map(([name, value]) => [name, bare(value)]));

const definitions = Object.fromEntries(Object.entries(children(schema.$defs)).map(([name, value]) => [name, { ...value, title: name.replace(/^_/, "") }]));
const root = {
  title: "Frames", type: "object", additionalProperties: false, description: "Everything that goes over the socket.",
  properties: { hello: schema.hello, client: schema.client, server: { title: "ServerFrame", ...bare(schema.server) }, snapshot: schema.snapshot, ...Object.fromEntries(Object.entries(schema.client_data).map(([name, value]) => [`client_${name}`, value])) },
  required: ["hello", "client", "server", "snapshot"],
  $defs: definitions,
};
/** Where a type came from is told by its name. */
const plain = (words) => words.replace(/ \*\n \* This interface was referenced by[^/]*?\*\//g, " */").replace(/\/\*\*\n \* This (?:interface|type) was referenced by[^/]*?\*\/\n/g, "").replace(/ \* This (?:interface|type) was referenced by[^/]*?\*\//g, " */");
const body = plain(await compile(root, "Frames", { additionalProperties: false, bannerComment: "", declareExternallyReferenced: true, unreachableDefinitions: true, format: true, style: { printWidth: 140 } }));
const head = [
  "// Made by `npm run frames` from the schema that the service exports; not to be written by hand.",
  `// schema ${digest(text)}`, `// types ${digest(body)}`, "",
].join("\n");
mkdirSync(here("src/generated"), { recursive: true });
writeFileSync(here("src/generated/frames.ts"), `${head}\n${body}`);
