"""The scripts that are a list of simple commands: assignments, exports, one program after the other.

Everything else is refused as a whole (None), so that whoever reads the commands need not fear what was left out.
"""

import re

from recipec.ir.text import Text, Variable, join, literal
from recipec.record import Record
from recipec.regex import regex

_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*")
_PRINTED = regex(r"\$\(printf '((?:[^'%\\\n]|%%)*[^'%\\\n])'\)")
_VALUE = regex(r"[A-Za-z_][A-Za-z0-9_]*=")
_BRACED = regex(r"\{([A-Za-z_][A-Za-z0-9_]*)(?:(:-|:\+|-|\+)([^{}\"'`\\]*(?:\$\{?[A-Za-z_]\w*\}?[^{}\"'`\\$]*)*))?\}")
_KEYWORDS = frozenset(
    "if then else elif fi for while until do done case esac in function select time coproc ! { } [[ ]]".split()
)
_FIRST_TEMPLATE = 0xE000
# Characters that mean themselves, outside of quotes and in double ones.
_PLAIN = regex(r"[^ \t\n;&|()<>`\\'\"$*?\[{~]+")
_PLAIN_IN_DOUBLE = regex(r"[^\"`$\\]+")


class Word(Record):
    """A word, quotes removed. ``special``: it has an unquoted glob or tilde; ``splits``: an unquoted variable."""

    text: Text
    quoted: bool = False
    special: bool = False
    splits: bool = False

    @property
    def plain(self) -> str | None:
        """The word when it is always the same, else None."""
        return None if self.special else literal(self.text)


class Command(Record):
    """A simple command. ``redirection`` is one of output, with its file; ``joiner`` ends it: a line, or ``&&``."""

    words: tuple[Word, ...]
    comments: tuple[str, ...] = ()
    redirection: tuple[str, Word] | None = None
    joiner: str = "\n"


class _RefusedError(Exception):
    pass


class _Reader:
    def __init__(self, script: Text, *, keeps_backslashes: bool) -> None:
        self.keeps_backslashes = keeps_backslashes
        self.templates = [part for part in script if isinstance(part, Variable)]
        numbers = iter(range(len(self.templates)))
        self.text = "".join(part if isinstance(part, str) else chr(_FIRST_TEMPLATE + next(numbers)) for part in script)
        self.at = 0
        self.found: list[Command] = []
        self.words: list[Word] = []
        self.comments: list[str] = []
        self.redirection: tuple[str, Word] | None = None

    def commands(self) -> tuple[Command, ...]:
        text = self.text
        while self.at < len(text):
            character = text[self.at]
            if character in " \t":
                self.at += 1
            elif text.startswith("\\\n", self.at):
                self.at += 2
            elif character == "#":
                stop = text.find("\n", self.at)
                stop = len(text) if stop < 0 else stop
                self.comments.append(text[self.at + 1 : stop])
                self.at = stop
            elif character in "\n;":
                if text.startswith(";;", self.at) or (character == ";" and not self.words and not self.redirection):
                    raise _RefusedError
                self.end("\n")
                self.at += 1
            elif text.startswith("&&", self.at):
                self.end("&&")
                self.at += 2
                while text[self.at : self.at + 1] in (" ", "\t", "\n"):
                    self.at += 1
                if self.at >= len(text):
                    raise _RefusedError
            elif character == ">":
                self.redirect()
            else:
                self.words.append(self.word())
        self.end("\n")
        return tuple(self.found)

    def redirect(self) -> None:
        text = self.text
        sign = ">>" if text.startswith(">>", self.at) else ">"
        self.at += len(sign)
        while text[self.at : self.at + 1] in (" ", "\t"):
            self.at += 1
        if self.redirection:
            raise _RefusedError
        self.redirection = (sign, self.word())

    def end(self, joiner: str) -> None:
        """End a command."""
        words = self.words
        if words or self.redirection:
            if words and not words[0].quoted and words[0].plain in _KEYWORDS:
                raise _RefusedError
            self.found.append(Command(tuple(words), tuple(self.comments), self.redirection, joiner))
            self.words, self.comments, self.redirection = [], [], None
        elif joiner != "\n":
            raise _RefusedError

    def word(self) -> Word:
        text = self.text
        start = self.at
        parts: list[str | Variable] = []
        quoted = special = splits = False
        begun = False
        while self.at < len(text) and text[self.at] not in " \t\n;":
            character = text[self.at]
            if text.startswith("\\\n", self.at):
                self.at += 2
                continue
            begun = True
            if run := _PLAIN.match(text, self.at):
                pieces = self.pieces(run[0])
                splits = splits or any(isinstance(piece, Variable) for piece in pieces)
                parts += pieces
                self.at = run.end()
                continue
            if character in "&|()<>`":
                if parts and self.ends_a_word(parts[-1]):
                    break
                raise _RefusedError
            if character == "\\":
                if self.at + 1 >= len(text):
                    raise _RefusedError
                if self.keeps_backslashes and _VALUE.match(text, start, self.at):
                    parts.append(character)
                parts.append(text[self.at + 1])
                quoted = True
                self.at += 2
            elif character == "'":
                stop = text.find("'", self.at + 1)
                if stop < 0:
                    raise _RefusedError
                parts.extend(self.pieces(text[self.at + 1 : stop]))
                quoted = True
                self.at = stop + 1
            elif character == '"':
                quoted = True
                self.double(parts)
            elif character == "$":
                parts.append(self.variable())
                splits = True
            else:
                special = special or character != "~" or not parts or str(parts[-1])[-1:] in "=:"
                parts.append(character)
                self.at += 1
        if not begun:
            raise _RefusedError
        return Word(join(parts), quoted, special, splits)

    def ends_a_word(self, last: str | Variable) -> bool:
        """Say whether what comes next ends a word and is read itself: `&&`, or a redirection of output."""
        if self.text.startswith("&&", self.at):
            return True
        is_descriptor = isinstance(last, str) and last[-1:].isdigit()
        return self.text[self.at] == ">" and not self.text.startswith(">&", self.at) and not is_descriptor

    def double(self, parts: list[str | Variable]) -> None:
        text = self.text
        self.at += 1
        while True:
            if self.at >= len(text):
                raise _RefusedError
            character = text[self.at]
            if character == '"':
                self.at += 1
                return
            if character == "`":
                raise _RefusedError
            if character == "$" and (match := _PRINTED.match(text, self.at)):
                # How a text is written whose lines an engine would take for sections.
                parts.append(match[1].replace("%%", "%"))
                self.at = match.end()
            elif character == "$":
                parts.append(self.variable())
            elif character == "\\" and text[self.at + 1 : self.at + 2] in ('"', "$", "`", "\\", "\n"):
                if text[self.at + 1] != "\n":
                    parts.append(text[self.at + 1])
                self.at += 2
            elif run := _PLAIN_IN_DOUBLE.match(text, self.at):
                parts.extend(self.pieces(run[0]))
                self.at = run.end()
            else:
                parts.append(character)
                self.at += 1

    def variable(self) -> str | Variable:
        text = self.text
        after = text[self.at + 1 : self.at + 2]
        if after == "{":
            match = _BRACED.match(text, self.at + 1)
            if not match:
                raise _RefusedError
            self.at = match.end()
            return Variable(match[1], match[2] or "", self.inner(match[3] or ""))
        match = _NAME.match(text, self.at + 1)
        if match:
            self.at = match.end()
            return Variable(match[0])
        if after and after in "@*#?0123456789":
            self.at += 2
            return Variable(after)
        if after in ("(", "'", '"', "$", "!", "-", "["):
            raise _RefusedError
        self.at += 1
        return "$"

    def inner(self, word: str) -> Text:
        parts: list[str | Variable] = []
        at = 0
        for match in re.finditer(r"\$(?:\{(\w+)\}|(\w+))", word):
            parts.extend(self.pieces(word[at : match.start()]))
            parts.append(Variable(match[1] or match[2]))
            at = match.end()
        parts.extend(self.pieces(word[at:]))
        if any(isinstance(part, str) and "$" in part for part in parts):
            raise _RefusedError
        return join(parts)

    def pieces(self, text: str) -> list[str | Variable]:
        """Put the templates back."""
        if text.isascii() or not self.templates:
            return [text] if text else []
        parts: list[str | Variable] = []
        for character in text:
            number = ord(character) - _FIRST_TEMPLATE
            parts.append(self.templates[number] if 0 <= number < len(self.templates) else character)
        return parts


def read(script: Text, *, keeps_backslashes: bool = False) -> tuple[Command, ...] | None:
    """Read a script that is nothing but simple commands; None when it is more.

    ``keeps_backslashes``: unquoted ones of assignments are part of the value, as they are to Apptainer's interpreter.
    """
    try:
        return _Reader(script, keeps_backslashes=keeps_backslashes).commands()
    except _RefusedError:
        return None
