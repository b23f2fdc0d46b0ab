// recipec in the Python of the page: the function that answers a question, both as JSON.

/** Put recipec into a Python, have it ask `tabulate` for the trees of scripts, and give what answers. */
export function engine(python, archive, tabulate) {
  python.FS.writeFile("/recipec.zip", archive);
  python.pyimport("sys").path.insert(0, "/recipec.zip");
  python.pyimport("recipec.shell.grammar").use(tabulate);
  return python.pyimport("answering").answer;
}
