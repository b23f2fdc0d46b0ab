// The two panes: what is written, and what it becomes.
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { classHighlighter } from "@lezer/highlight";
import { languages } from "./languages.js";

/** An editor of recipes, in an element. */
export class Editor {
  #language = new Compartment();
  #format = null;

  constructor(parent, label, extensions) {
    this.view = new EditorView({
      parent,
      extensions: [
        lineNumbers(),
        EditorView.cspNonce.of("editor"),
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
        syntaxHighlighting(classHighlighter),
        highlightSelectionMatches(),
        this.#language.of([]),
        keymap.of([...searchKeymap, ...defaultKeymap]),
        ...extensions,
      ],
    });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  set text(text) {
    if (text !== this.text) this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text } });
  }

  set format(format) {
    if (format === this.#format) return;
    this.#format = format;
    this.view.dispatch({ effects: this.#language.reconfigure(languages[format] ?? []) });
  }
}

/** The pane to write in; `changed` is called when somebody has. */
export function input(parent, changed) {
  return new Editor(parent, "Recipe", [
    history(),
    lintGutter(),
    keymap.of([...historyKeymap, ...lintKeymap]),
    EditorView.updateListener.of((update) => update.docChanged && changed()),
  ]);
}

export function output(parent) {
  return new Editor(parent, "Output", [EditorState.readOnly.of(true)]);
}

/** Go to a place of the text, and show it. */
export function jump(editor, { from, to }) {
  editor.view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
  editor.view.focus();
}

/** Put a fix into the text; it can be undone like what is typed. */
export function fix(editor, edits) {
  editor.view.dispatch({ changes: edits.map(({ from, to, insert }) => ({ from, to, insert })) });
  editor.view.focus();
}

/** Mark the places of findings; a finding without one is about the whole recipe. */
export function mark(editor, findings) {
  const diagnostics = findings
    .filter((one) => one.place)
    .map(({ place, severity, code, message, help }) => ({
      from: place.from,
      to: place.to,
      severity,
      source: code,
      message: help ? `${message}\n${help}` : message,
    }));
  editor.view.dispatch(setDiagnostics(editor.view.state, diagnostics));
}
