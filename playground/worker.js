// Where recipec runs, so that the page can be used while it does.
import { engine } from "./engine.js";
import { grammar } from "./grammar.js";
import { loadPyodide } from "./python/pyodide.mjs";

async function load(name) {
  const response = await fetch(new URL(name, import.meta.url));
  if (!response.ok) throw new Error(`${name}: ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function start() {
  const files = [load("recipec.zip"), load("web-tree-sitter.wasm"), load("tree-sitter-bash.wasm")];
  const python = loadPyodide({ indexURL: new URL("python/", import.meta.url).href });
  const [archive, runtime, language] = await Promise.all(files);
  const tabulate = await grammar(runtime, language);
  return engine(await python, archive, tabulate);
}

start().then(
  (answer) => {
    self.onmessage = ({ data }) => {
      try {
        self.postMessage({ answer: JSON.parse(answer(JSON.stringify(data))) });
      } catch (error) {
        self.postMessage({ mistake: String(error.message) });
      }
    };
    self.postMessage({ ready: true });
  },
  (error) => self.postMessage({ failure: String(error.message) }),
);
