// The shell's grammar, compiled for browsers: the tree of a script as a table, which src/recipec/shell/table.py reads.
import { Language, Parser } from "web-tree-sitter";

/** Load the grammar from the two files that it is in, and give the function that tabulates a script. */
export async function grammar(runtime, language) {
  await Parser.init({ wasmBinary: runtime });
  const parser = new Parser();
  parser.setLanguage(await Language.load(language));
  return (script) => {
    const tree = parser.parse(script);
    const table = tabulate(tree);
    tree.delete();
    return JSON.stringify(table);
  };
}

function tabulate(tree) {
  const numbers = new Map();
  const nodes = [];
  const cursor = tree.walk();
  // Where the row of each open node begins: its last number counts its children.
  const open = [];
  let goesOn = true;
  while (goesOn) {
    const kind = cursor.nodeType;
    if (!numbers.has(kind)) numbers.set(kind, numbers.size);
    if (open.length) nodes[open.at(-1) + 4] += 1;
    open.push(nodes.length);
    nodes.push(numbers.get(kind), cursor.nodeIsNamed ? 1 : 0, cursor.startIndex, cursor.endIndex, 0);
    if (cursor.gotoFirstChild()) continue;
    open.pop();
    while ((goesOn = cursor.gotoNextSibling()) === false && cursor.gotoParent()) open.pop();
  }
  cursor.delete();
  return { kinds: [...numbers.keys()], has_error: tree.rootNode.hasError, nodes };
}
