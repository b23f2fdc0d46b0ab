"""Quotes, escapes and `$` in a value, as BuildKit's lexer takes them (frontend/dockerfile/shell/lex.go)."""

from recipec.ir.text import Text, Variable
from recipec.regex import regex

# The real lexer nests as deep as memory goes; nobody writes a hundred defaults within each other.
_DEEPEST = 100
_SPECIAL = frozenset("@*#?-$!0")
SPACES = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
"""What Go calls a space; Python's own idea has four control characters more."""
_BLANK = regex(f"[{SPACES}]")
# What means nothing anywhere while the escape is the usual one.
_PLAIN = regex(r"""[^$'"<\\/}]+""")
_QUOTED = regex(r"""[^$"\\]+""")


class LexError(Exception):
    """The value cannot be expanded, whatever its variables are."""


class Lexer:
    """Reads a value. ``lenient`` is how the names of here-documents are looked for: nothing is set, nothing is asked.

    Without ``quotes`` the quotes are text like any other, as they are in the body of a here-document.
    """

    def __init__(self, value: str, escape: str = "\\", *, quotes: bool = True, lenient: bool = False) -> None:
        self.value = value
        self.escape = escape
        self.quotes = quotes
        self.lenient = lenient
        self.at = 0
        self._depth = 0

    def text(self) -> Text:
        """Read the whole value as one text: quotes removed, escapes processed, variables named."""
        return self._until("", raw=False)

    def words(self) -> list[str]:
        """Split the value at blanks outside of quotes and keep every character of the words."""
        words: list[str] = []
        word: list[str] = []
        value = self.value
        while self.at < len(value):
            start = self.at
            character = value[start]
            if character == "'":
                self._single()
                word.append(value[start : self.at])
            elif character == '"':
                self._double(raw=True)
                word.append(value[start : self.at])
            elif character == "$":
                mention = self._dollar()
                if isinstance(mention, Variable) and mention.modifier:
                    # The lexer keeps the words of the modifier where the word it was in had begun.
                    word.clear()
                _spread(value[start : self.at], words, word)
            elif character == "<":
                self.at += 1
                if value.startswith("<", self.at):
                    self.at += 1
                    while self.at < len(value) and value[self.at] in "\t\r ":
                        self.at += 1
                word.append(value[start : self.at])
            elif character == self.escape:
                self.at += 2
                word.append(value[start : self.at])
            else:
                plain = _PLAIN.match(value, start)
                self.at = plain.end() if plain and self.escape == "\\" else start + 1
                _spread(value[start : self.at], words, word)
        if word:
            words.append("".join(word))
        return words

    def _until(self, stop: str, *, raw: bool) -> Text:
        if self._depth > _DEEPEST:
            raise LexError(f"substitutions nested more than {_DEEPEST} deep")
        self._depth += 1
        parts: list[str | Variable] = []
        plain: list[str] = []
        value, escape = self.value, self.escape
        while self.at < len(value):
            character = value[self.at]
            if character == stop:
                self.at += 1
                self._depth -= 1
                return _joined(parts, plain)
            if character == "$":
                mention = self._dollar()
                if isinstance(mention, str):
                    plain.append(mention)
                else:
                    _flush(parts, plain)
                    parts.append(mention)
            elif character == "'" and self.quotes:
                plain.append(self._single())
            elif character == '"' and self.quotes:
                for part in self._double(raw=raw):
                    if isinstance(part, str):
                        plain.append(part)
                    else:
                        _flush(parts, plain)
                        parts.append(part)
            elif character == escape:
                if raw:
                    plain.append(escape)
                plain.append(value[self.at + 1 : self.at + 2])
                self.at += 2
            else:
                run = _PLAIN.match(value, self.at) if escape == "\\" else None
                end = run.end() if run else self.at + 1
                plain.append(value[self.at : end])
                self.at = end
        if stop:
            raise LexError(f"unexpected end of statement while looking for matching {stop}")
        self._depth -= 1
        return _joined(parts, plain)

    def _single(self) -> str:
        end = self.value.find("'", self.at + 1)
        if end < 0:
            raise LexError("unexpected end of statement while looking for matching single-quote")
        start, self.at = self.at + 1, end + 1
        return self.value[start:end]

    def _double(self, *, raw: bool) -> Text:
        parts: list[str | Variable] = []
        plain: list[str] = []
        value, escape = self.value, self.escape
        self.at += 1
        while self.at < len(value):
            character = value[self.at]
            if character == '"':
                self.at += 1
                return _joined(parts, plain)
            if character == "$":
                mention = self._dollar()
                if isinstance(mention, str):
                    plain.append(mention)
                else:
                    _flush(parts, plain)
                    parts.append(mention)
                continue
            if escape == "\\" and (run := _QUOTED.match(value, self.at)):
                plain.append(run[0])
                self.at = run.end()
                continue
            self.at += 1
            if character == escape:
                if raw:
                    plain.append(escape)
                following = value[self.at : self.at + 1]
                if not following:
                    continue
                if following in ('"', "$", escape):
                    self.at += 1
                    character = following
            plain.append(character)
        raise LexError("unexpected end of statement while looking for matching double-quote")

    def _dollar(self) -> str | Variable:
        value = self.value
        self.at += 1
        if not value.startswith("{", self.at):
            name = self._name()
            return Variable(name) if name else "$"
        self.at += 1
        following = value[self.at : self.at + 1]
        if not following:
            raise LexError("syntax error: missing '}'")
        if following in "{}:":
            raise LexError("syntax error: bad substitution")
        name = self._name()
        modifier = value[self.at : self.at + 1] or "\ufffd"
        self.at += 1
        if modifier == "}":
            return Variable(name)
        if modifier == "/":
            return self._replacement(name)
        if modifier == ":":
            modifier += value[self.at : self.at + 1] or "\ufffd"
            self.at += 1
            if modifier in (":#", ":%"):
                raise _unsupported(modifier)
        elif modifier not in "+-?#%":
            raise _unsupported(modifier)
        word = self._closing("}", "syntax error: missing '}'", raw=modifier in "#%")
        if modifier in "#%" and word and isinstance(word[0], str) and word[0].startswith(modifier):
            rest = word[0][1:]
            return Variable(name, modifier * 2, ((rest, *word[1:]) if rest else word[1:]))
        if modifier[-1] not in "+-?#%" and not self.lenient:
            raise _unsupported(modifier)
        return Variable(name, modifier, word)

    def _replacement(self, name: str) -> Variable:
        modifier = "/"
        if self.value.startswith("/", self.at):
            modifier = "//"
            self.at += 1
        pattern = self._closing("/", "syntax error: missing '/' in ${}", raw=True)
        replacement = self._closing("}", "syntax error: missing '}'", raw=True)
        return Variable(name, modifier, pattern, replacement)

    def _closing(self, stop: str, missing: str, *, raw: bool) -> Text:
        try:
            return self._until(stop, raw=raw)
        except LexError:
            if self.at >= len(self.value):
                raise LexError(missing) from None
            raise

    def _name(self) -> str:
        value, start = self.value, self.at
        end = start
        if start < len(value) and value[start].isdecimal():
            while end < len(value) and value[end].isdecimal():
                end += 1
        elif start < len(value) and value[start] in _SPECIAL:
            end += 1
        else:
            while end < len(value) and (value[end].isalpha() or value[end].isdecimal() or value[end] == "_"):
                end += 1
        self.at = end
        return value[start:end]


def _spread(text: str, words: list[str], word: list[str]) -> None:
    pieces = _BLANK.split(text)
    if pieces[0]:
        word.append(pieces[0])
    for piece in pieces[1:]:
        if word:
            words.append("".join(word))
            word.clear()
        if piece:
            word.append(piece)


def _flush(parts: list[str | Variable], plain: list[str]) -> None:
    text = "".join(plain)
    plain.clear()
    if text:
        parts.append(text)


def _joined(parts: list[str | Variable], plain: list[str]) -> Text:
    _flush(parts, plain)
    return tuple(parts)


def _unsupported(modifier: str) -> LexError:
    return LexError(f"unsupported modifier ({modifier}) in substitution")
