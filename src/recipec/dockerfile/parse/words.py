"""The arguments of an instruction: flags, JSON arrays, words."""

import re
from functools import cache

from recipec.dockerfile.parse.lexer import SPACES
from recipec.regex import regex

BLANKS = regex(r"[\t\v\f\r ]+")
_SPACE = frozenset(SPACES)
_ASCII_SPACES = "".join(filter(str.isascii, SPACES))


class NotStringsError(Exception):
    """A JSON array holds something else than strings."""


def flags(rest: str, escape: str) -> tuple[list[tuple[str, int, int]], int]:
    """Take the leading ``--`` words, with their places, and say where the arguments begin.

    BuildKit looks at bytes here and takes each for a character: what is not ASCII comes out as Latin-1.
    """
    if not rest.startswith("--"):
        return [], 0
    if rest.isascii():
        return _flags(rest, escape)
    data = rest.encode("utf-8", "surrogatepass")
    found, begin = _flags(data.decode("latin-1"), escape)

    def characters(offset: int) -> int:
        return len(data[:offset].decode("utf-8", "ignore"))

    return [(word, characters(start), characters(end)) for word, start, end in found], characters(begin)


def _flags(line: str, escape: str) -> tuple[list[tuple[str, int, int]], int]:
    found: list[tuple[str, int, int]] = []
    at, end = 0, len(line)
    while True:
        while at < end and line[at] in _SPACE:
            at += 1
        if not line.startswith("--", at):
            return found, at
        start = at
        word: list[str] = []
        quote = ""
        quoted = False
        while at < end:
            character = line[at]
            if not quote and character in _SPACE:
                break
            if character == quote:
                quote = ""
            elif not quote and character in "'\"":
                quote, quoted = character, True
            elif character == escape:
                at += 1
                word.append(line[at : at + 1])
            else:
                word.append(character)
            at += 1
        at = min(at, end)
        text = "".join(word)
        if text == "--":
            return found, at
        if text or quoted:
            found.append((text, start, at))


def json_strings(rest: str) -> tuple[str, ...] | None:
    """Read a JSON array of strings; None for what is no JSON array, and so is a script or words."""
    rest = rest.lstrip(SPACES)
    if not rest.startswith("["):
        return None
    plain = _plain_strings(rest)
    if plain is not None:
        return plain
    import json

    try:
        value = json.loads(rest, parse_constant=_refuse, parse_float=_number, parse_int=_number)
    except (ValueError, RecursionError):
        return None
    strings: list[str] = []
    for item in value:
        if not isinstance(item, str):
            raise NotStringsError
        # Go has no lone surrogates.
        strings.append("".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in item) if "\\u" in rest else item)
    return tuple(strings)


def _plain_strings(array: str) -> tuple[str, ...] | None:
    """Read an array of strings without escapes, which most are; None where that is not as plain as can be."""
    if "\\" in array or not array.endswith("]") or not array.isprintable():
        return None
    parts = array[1:-1].split('"')
    between = [part.strip(" ") for part in parts[::2]]
    joined = between[1:-1]
    if len(parts) % 2 == 0 or between[0] or between[-1] or joined != [","] * len(joined):
        return None
    return tuple(parts[1::2])


def _refuse(name: str) -> None:
    raise ValueError(name)


def _number(digits: str) -> None:
    if float(digits) in (float("inf"), float("-inf")):
        raise ValueError(digits)


@cache
def _word(escape: str, spaces: str) -> re.Pattern[str]:
    e = re.escape(escape)
    return re.compile(rf"""(?:[^{spaces}'"{e}]|{e}.|'[^']*'?|"(?:[^"{e}]|{e}.)*"?)+""", re.DOTALL)


def quoted_words(rest: str, escape: str) -> list[str]:
    """Split at blanks outside of quotes; quotes and escapes stay. An escape at the very end is dropped."""
    # The pattern without the spaces that are not ASCII is made in half the time.
    return _word(escape, _ASCII_SPACES if rest.isascii() else SPACES).findall(rest)


def blank_words(rest: str) -> list[str]:
    """Split at blanks, whatever is quoted."""
    return BLANKS.split(rest) if rest else []


def fields(value: str) -> list[str] | None:
    """Split ``a=b,"c=d,e"`` at its commas; None when the quotes are wrong."""
    if '"' not in value:
        return value.split(",")
    found: list[str] = []
    at = 0
    while True:
        if value.startswith('"', at):
            part: list[str] = []
            at += 1
            while True:
                end = value.find('"', at)
                if end < 0:
                    return None
                part.append(value[at:end])
                at = end + 1
                if not value.startswith('"', at):
                    break
                part.append('"')
                at += 1
            found.append("".join(part))
            if at < len(value) and value[at] != ",":
                return None
        else:
            end = value.find(",", at)
            end = len(value) if end < 0 else end
            if '"' in value[at:end]:
                return None
            found.append(value[at:end])
            at = end
        if at >= len(value):
            return found
        at += 1
