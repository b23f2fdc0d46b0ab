// The list of findings. What comes from a recipe is put in as text, never as HTML.

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A message, with what stands between backticks as code. */
function prose(text) {
  return text.split(/(`[^`]+`)/).map((part) => (/^`.+`$/s.test(part) ? element("code", {}, part.slice(1, -1)) : part));
}

function button(label, pressed) {
  const made = element("button", { type: "button" }, label);
  made.addEventListener("click", pressed);
  return made;
}

function item(one, jump, fix) {
  const head = element("p", {}, element("strong", { class: "severity" }, one.severity), " ");
  if (one.code) head.append(element("a", { href: `../rules/${one.name}/` }, one.code, " ", one.name), " ");
  head.append(...prose(one.message));
  const made = element("li", { class: one.severity }, head);
  if (one.help) made.append(element("p", { class: "help" }, ...prose(one.help)));
  const buttons = element("p", { class: "buttons" });
  if (one.place) buttons.append(button(`Line ${one.place.line}`, () => jump(one.place)));
  if (one.fix) buttons.append(button(`Fix: ${one.fix.title}${one.fix.isSafe ? "" : " (look at it)"}`, () => fix(one.fix.edits)));
  if (buttons.childNodes.length) made.append(buttons);
  return made;
}

/** Show findings in a list; `jump` goes to a place, `fix` puts edits in. */
export function show(list, findings, jump, fix) {
  const items = findings.map((one) => item(one, jump, fix));
  list.replaceChildren(...(items.length ? items : [element("li", { class: "none" }, "Nothing was found.")]));
}

/** Say how many there are of each severity. */
export function summary(findings) {
  const counts = ["error", "warning", "info"]
    .map((severity) => [findings.filter((one) => one.severity === severity).length, severity])
    .filter(([count]) => count);
  const words = counts.map(([count, severity]) => `${count} ${severity}${count > 1 ? "s" : ""}`);
  return words.join(", ") || "nothing found";
}
