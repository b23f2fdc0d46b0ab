"""Variables replaced in a text, with the meaning that BuildKit gives to every modifier."""

import re
from collections.abc import Callable

from recipec.errors import RecipeError
from recipec.ir.text import Text, Variable
from recipec.regex import regex
from recipec.typed import TypeAlias

Lookup: TypeAlias = Callable[[str], str | None]
"""Gives the value of a variable; None when it is not set."""

_DIGITS = regex(r"\$(?:\$|\{([0-9A-Za-z_]+)\}|([0-9A-Za-z_]+))")


def expand(text: Text, lookup: Lookup) -> str:
    """Write the text out. A variable that must be set and is not stops it, and so does a bad pattern."""
    return "".join(part if isinstance(part, str) else _value(part, lookup) for part in text)


def expand_words(text: Text, lookup: Lookup) -> list[str]:
    """Write the text out as words: the blanks of a value separate them.

    What stands before a modifier in the same word is lost, as it is in BuildKit (the lexer's buffer is shared).
    """
    words: list[str] = []
    word = ""
    for part in text:
        if isinstance(part, str):
            word += part
            continue
        if part.modifier:
            word = ""
        pieces = re.split(r"\s+", _value(part, lookup))
        word += pieces[0]
        for piece in pieces[1:]:
            if word:
                words.append(word)
            word = piece
    if word:
        words.append(word)
    return words


def _value(variable: Variable, lookup: Lookup) -> str:
    value = lookup(variable.name)
    modifier = variable.modifier
    if not modifier:
        return value or ""
    word = expand(variable.word, lookup)
    unset = value is None or (modifier.startswith(":") and not value)
    match modifier:
        case "-" | ":-":
            return word if value is None or unset else value
        case "+" | ":+":
            return "" if unset else word
        case "?" | ":?":
            if value is None or unset:
                state = "unset" if value is None else "empty"
                raise RecipeError(f"{variable.name}: {word or f'is not allowed to be {state}'}")
            return value
        case "#" | "##" | "%" | "%%":
            longest = len(modifier) == 2
            if not longest and word.startswith(modifier):
                longest, word = True, word[1:]
            return _trim(value or "", word, from_end=modifier[0] == "%", longest=longest)
        case "/" | "//":
            replacement = expand(variable.replacement, lookup)
            return _replace(value or "", word, replacement, every=modifier == "//")
        case _:
            raise RecipeError(f"unsupported modifier ({modifier}) in substitution")


_ANY, _MANY = -1, -2


def _tokens(pattern: str) -> list[str | int]:
    tokens: list[str | int] = []
    at = 0
    while at < len(pattern):
        character = pattern[at]
        at += 1
        if character == "*":
            tokens.append(_MANY)
        elif character == "?":
            tokens.append(_ANY)
        elif character != "\\":
            tokens.append(character)
        elif pattern[at : at + 1] not in ("}", "/"):
            escaped = pattern[at : at + 1]
            if escaped not in ("*", "?", "\\"):
                reason = f"invalid escape '\\{escaped or chr(0xFFFD)}'"
                raise RecipeError(f"invalid pattern ({pattern}) in substitution: {reason}")
            tokens.append(escaped)
            at += 1
    return tokens


def _trim(value: str, pattern: str, *, from_end: bool, longest: bool) -> str:
    tokens = _tokens(pattern)
    if from_end:
        tokens.reverse()
        value = value[::-1]
    end = _Glob(tokens).end(value, 0, longest=longest)
    kept = value if end is None else value[end:]
    return kept[::-1] if from_end else kept


class _Glob:
    """Matches by following every way at once, so that no pattern takes more than linear time."""

    def __init__(self, tokens: list[str | int]) -> None:
        self.final = 1 << len(tokens)
        self.many = 0
        self.any = 0
        self.letters: dict[str, int] = {}
        for index, token in enumerate(tokens):
            if token == _MANY:
                self.many |= 1 << index
            elif isinstance(token, int):
                self.any |= 1 << index
            else:
                self.letters[token] = self.letters.get(token, 0) | 1 << index

    def _skip(self, states: int) -> int:
        # A star may stand for nothing; several in a row too.
        while (more := states | (states & self.many) << 1) != states:
            states = more
        return states

    def end(self, value: str, start: int, *, longest: bool) -> int | None:
        """Say where the match that begins at ``start`` ends; None without one."""
        states = self._skip(1)
        found: int | None = None
        at = start
        while True:
            if states & self.final:
                found = at
                if not longest:
                    return found
            if at >= len(value) or not states & ~self.final:
                return found
            character = value[at]
            moved = (states & self.letters.get(character, 0)) << 1
            if character != "\n":
                moved |= (states & self.any) << 1 | (states & self.many)
            states = self._skip(moved)
            at += 1

    def starts(self, value: str) -> bytearray:
        """Mark every place at which a match begins."""
        marks = bytearray(len(value) + 1)
        states = self._back(self.final)
        marks[len(value)] = states & 1
        for at in range(len(value) - 1, -1, -1):
            character = value[at]
            moved = (states >> 1) & self.letters.get(character, 0)
            if character != "\n":
                moved |= (states >> 1) & self.any | states & self.many
            states = self._back(moved | self.final)
            marks[at] = states & 1
        return marks

    def _back(self, states: int) -> int:
        while (more := states | (states >> 1) & self.many) != states:
            states = more
        return states


def _replace(value: str, pattern: str, replacement: str, *, every: bool) -> str:
    glob = _Glob(_tokens(pattern))
    marks = glob.starts(value)
    parts: list[str] = []
    done = at = 0
    last = -1
    while (at := marks.find(1, at)) >= 0:
        end = glob.end(value, at, longest=True)
        if end is None:
            break
        if end > last or at == 0:
            parts += (value[done:at], _template(replacement, value[at:end]) if every else replacement)
            done = last = end
            if not every:
                break
        at = max(end, at + 1) if end == at else end
        if at > len(value):
            break
    return "".join(parts) + value[done:]


def _template(replacement: str, matched: str) -> str:
    """Replacing every match, Go takes `$0` in the replacement for the match and other `$name` for nothing."""
    if "$" not in replacement:
        return replacement

    def one(match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        name = match[1] or match[2]
        return matched if name == "0" else ""

    return _DIGITS.sub(one, replacement)
