// Tables of the scripts of a JSON list in a file, by the grammar that the playground brings along.
import { readFileSync } from "node:fs";
import { grammar } from "../../playground/grammar.js";

const read = (name) => new Uint8Array(readFileSync(new URL(`../../playground/node_modules/${name}`, import.meta.url)));

const tabulate = await grammar(
  read("web-tree-sitter/web-tree-sitter.wasm"),
  read("tree-sitter-bash/tree-sitter-bash.wasm"),
);
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(process.argv[2], "utf8")).map(tabulate)));
