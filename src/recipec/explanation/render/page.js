"use strict";
const steps = [...document.querySelectorAll(".step")];
const output = document.getElementById("output");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const counterparts = (step) => step.dataset.to.split(" ").filter(Boolean).map((id) => document.getElementById(id));
let lit = [];

function show(step, scroll) {
  for (const one of lit) one.classList.remove("lit");
  lit = step ? [step, ...counterparts(step)] : [];
  for (const one of lit) one.classList.add("lit");
  if (scroll && lit.length > 1) bring(lit[1]);
}

// Beside the recipe the output scrolls in its own pane; below it, the page stays where its reader is.
function bring(line) {
  if (getComputedStyle(output).position !== "sticky") return;
  const [box, at] = [output.getBoundingClientRect(), line.getBoundingClientRect()];
  if (at.top < box.top || at.bottom > box.bottom) {
    output.scrollBy({ top: at.top - box.top - box.height / 3, behavior: still.matches ? "auto" : "smooth" });
  }
}

function go(from, by) {
  const next = steps[from === -1 ? (by > 0 ? 0 : steps.length - 1) : from + by];
  if (next) next.focus();
}

document.addEventListener("focusin", (event) => {
  const step = event.target.closest(".step");
  if (step) show(step, true);
});
document.addEventListener("mouseover", (event) => {
  const step = event.target.closest(".step");
  const line = event.target.closest("#output [data-from]");
  if (step) show(step, false);
  else if (line) show(document.getElementById(line.dataset.from), false);
});
output.addEventListener("click", (event) => {
  const line = event.target.closest("[data-from]");
  if (!line) return;
  const step = document.getElementById(line.dataset.from);
  step.focus({ preventScroll: true });
  step.scrollIntoView({ block: "nearest", behavior: still.matches ? "auto" : "smooth" });
});
document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const from = steps.indexOf(document.activeElement?.closest(".step") ?? null);
  if (event.key === "j") go(from, 1);
  else if (event.key === "k") go(from, -1);
  else if (event.key === "Escape") { document.activeElement.blur(); show(null, false); }
  else return;
  event.preventDefault();
});
