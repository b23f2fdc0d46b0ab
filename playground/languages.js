// The colours of both formats.
import { StreamLanguage } from "@codemirror/language";
import { dockerFile } from "@codemirror/legacy-modes/mode/dockerfile";
import { shell } from "@codemirror/legacy-modes/mode/shell";

// Sections that no shell reads.
const LISTS = /^%(files|labels|arguments|help)\b/i;

const definition = {
  name: "definition",
  startState: () => ({ isHeader: true, isList: false, script: shell.startState() }),
  copyState: ({ isHeader, isList, script }) => ({
    isHeader,
    isList,
    script: { ...script, tokens: [...script.tokens] },
  }),
  token(stream, state) {
    if (stream.sol() && stream.match(/^%\w+/, false)) {
      Object.assign(state, { isHeader: false, isList: LISTS.test(stream.string), script: shell.startState() });
      stream.skipToEnd();
      return "keyword";
    }
    if (state.isHeader || state.isList) {
      if (stream.eatSpace()) return null;
      if (stream.match("#")) {
        stream.skipToEnd();
        return "comment";
      }
      if (state.isHeader && stream.match(/^\w+(?=\s*:)/)) {
        // The next stage begins with a header too, which looks like one of these lines.
        return "propertyName";
      }
      stream.skipToEnd();
      return null;
    }
    if (stream.sol() && stream.match(/^bootstrap(?=\s*:)/i)) {
      state.isHeader = true;
      return "propertyName";
    }
    return shell.token(stream, state.script);
  },
  languageData: { commentTokens: { line: "#" } },
};

export const languages = {
  dockerfile: StreamLanguage.define(dockerFile),
  definition: StreamLanguage.define(definition),
};
