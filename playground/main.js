// The page: what is typed is asked about, and what comes back is shown.
import { Asking } from "./asking.js";
import { fix, input, jump, mark, output } from "./editor.js";
import { show, summary } from "./findings.js";
import { fragment, recipe } from "./link.js";
import examples from "examples";

// So long nobody types any further.
const PAUSE = 50;
const NAMES = { dockerfile: "Dockerfile", definition: "definition file" };
const OTHER = { dockerfile: "definition", definition: "dockerfile" };

const $ = (name) => document.getElementById(name);
const [written, made] = [input($("input"), changed), output($("output"))];
const asking = new Asking(told);
let pause = null;
let since = performance.now();
let hasOutput = false;

function changed() {
  since = performance.now();
  $("panes").setAttribute("aria-busy", "true");
  clearTimeout(pause);
  pause = setTimeout(ask, PAUSE);
}

function ask() {
  asking.ask({ text: written.text, format: $("format").value, engine: $("engine").value });
}

function say(text) {
  // What did not change is not said again.
  if ($("status").textContent !== text) $("status").textContent = text;
}

function told({ failure, mistake, answer, asked }) {
  if (failure !== undefined) return say(`recipec could not be loaded: ${failure}`);
  if (mistake !== undefined) say(`This is a mistake of recipec, please report it with the recipe: ${mistake.trim().split("\n").at(-1)}`);
  // An answer to an older text has places that are not there any more; the next one is on its way.
  if (asked.text !== written.text) return;
  if (answer) render(answer);
  performance.measure("answer", { start: since, end: performance.now() });
  $("panes").setAttribute("aria-busy", "false");
}

function render({ format, output: text, findings, error }) {
  const all = error ? [{ ...error, severity: "error" }, ...findings] : findings;
  written.format = format;
  mark(written, all);
  show($("findings"), all, (place) => jump(written, place), (edits) => fix(written, edits));
  $("input-title").textContent = format ? `Recipe: a ${NAMES[format]}` : "Recipe";
  const isEmpty = !written.text.trim();
  if (text !== null || isEmpty) {
    hasOutput = !isEmpty;
    made.format = OTHER[format];
    made.text = text ?? "";
    $("output-title").textContent = format ? `Output: a ${NAMES[OTHER[format]]}` : "Output";
  }
  const isOld = text === null && hasOutput;
  $("output").classList.toggle("old", isOld);
  if (isOld) $("output-title").textContent = "Output of the text before";
  for (const name of ["copy", "download"]) $(name).disabled = text === null;
  if (isEmpty) say("Paste a recipe, or choose an example.");
  else if (text === null) say(`Not converted: ${summary(all)}.`);
  else say(`The ${NAMES[OTHER[format]]} is written: ${summary(all)}.`);
}

async function copied(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} is copied.`);
  } catch {
    say(`The browser does not let pages copy. ${what} is not copied.`);
  }
}

async function share() {
  const address = new URL(await fragment({ text: written.text, format: $("format").value, engine: $("engine").value }), location.href);
  history.replaceState(null, "", address);
  await copied(address.href, "The link");
}

function download() {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([made.text], { type: "text/plain" }));
  link.download = $("output-title").textContent.endsWith("Dockerfile") ? "Dockerfile" : "recipe.def";
  link.click();
  URL.revokeObjectURL(link.href);
}

/** Take what the address says, or the first example. */
async function open({ isFirst }) {
  const given = await recipe(location.hash);
  if (given) {
    $("format").value = given.format;
    $("engine").value = given.engine;
    // A name that is not in the list chooses nothing.
    for (const name of ["format", "engine"]) if ($(name).selectedIndex < 0) $(name).value = "";
    written.text = given.text;
  } else if (isFirst) written.text = examples[0].text;
  changed();
}

for (const { title } of examples) $("example").append(new Option(title));
$("example").addEventListener("change", () => {
  const chosen = examples.find(({ title }) => title === $("example").value);
  if (!chosen) return;
  $("format").value = "";
  written.text = chosen.text;
});
for (const name of ["format", "engine"]) $(name).addEventListener("change", changed);
$("share").addEventListener("click", share);
$("copy").addEventListener("click", () => copied(made.text, "The output"));
$("download").addEventListener("click", download);
window.addEventListener("hashchange", () => open({ isFirst: false }));
open({ isFirst: true });
