// Answers to the questions of a JSON list in a file, by recipec as the playground runs it: `answers.mjs PAGE FILE`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { engine } from "../../playground/engine.js";
import { grammar } from "../../playground/grammar.js";

const page = process.argv[2];
const read = (name) => new Uint8Array(readFileSync(join(page, name)));

const { loadPyodide } = await import(join(page, "python/pyodide.mjs"));
const tabulate = await grammar(read("web-tree-sitter.wasm"), read("tree-sitter-bash.wasm"));
const answer = engine(await loadPyodide(), read("recipec.zip"), tabulate);
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(process.argv[3], "utf8")).map((question) => answer(question))));
