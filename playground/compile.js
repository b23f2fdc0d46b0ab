// Compiles Python for the Python that the page brings along: `node compile.js FOLDER ARCHIVE` packs the bytecode of FOLDER.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path/posix";
import { loadPyodide } from "pyodide";

const [folder, archive] = process.argv.slice(2);
const python = await loadPyodide();
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  const inside = join("/packed", relative(folder, path));
  python.FS.mkdirTree(dirname(inside));
  python.FS.writeFile(inside, readFileSync(path));
}
python.runPython(`
import shutil
from compileall import compile_dir
from pathlib import Path
from py_compile import PycInvalidationMode

folder = Path("/packed")
# Beside its source, where an archive is searched for it, and never compared with the time of the source.
assert compile_dir(folder, quiet=1, legacy=True, stripdir=folder, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
for source in folder.rglob("*.py"):
    source.unlink()
shutil.make_archive("/packed", "zip", folder)
`);
writeFileSync(archive, python.FS.readFile("/packed.zip"));
