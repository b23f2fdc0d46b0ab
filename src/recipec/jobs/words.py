"""Words as bash reads them, and what can be no word of a script."""

import re
from shlex import quote

from recipec.errors import RecipeError
from recipec.regex import regex

# `$NAME`, `${NAME}` and `${NAME:-default}`, where a default may have variables of its own. Other forms assign, or
# evaluate what they find: `${x:=...}`, `${x@P}`.
_NAME = r"[A-Za-z_][A-Za-z0-9_]*"
_BARE = rf"\$(?:{_NAME}|\{{{_NAME}\}})"
_INNER = rf"\$(?:{_NAME}|\{{{_NAME}(?::-(?:{_BARE}|[\w./-])*)?\}})"
_VARIABLE = regex(rf"\$(?:{_NAME}|\{{{_NAME}(?::-(?:{_INNER}|[\w./-])*)?\}})", re.ASCII)
_SPECIAL = regex(r'[\\"`$]')


def word(text: str) -> str:
    """Write a text as one word, whatever is in it."""
    return quote(text)


def words(texts: tuple[str, ...]) -> str:
    """Write texts as words with blanks between them."""
    return " ".join(map(quote, texts))


def expression(text: str) -> str:
    """Write what a site says of a directory: variables have their values, or a default, and nothing else happens."""
    parts: list[str] = []
    at = 0
    for found in _VARIABLE.finditer(text):
        parts += (_SPECIAL.sub(_escaped, text[at : found.start()]), found[0])
        at = found.end()
    parts.append(_SPECIAL.sub(_escaped, text[at:]))
    return '"' + "".join(parts) + '"'


def _escaped(found: re.Match[str]) -> str:
    return "\\" + found[0]


def path(text: str, what: str) -> str:
    """Give a path that can be in a script, and behind an option: never one that begins with a dash."""
    if not text:
        raise RecipeError(f"{what} has no name")
    if not text.isprintable():
        raise RecipeError(f"{what} has control characters in its name", help="give it a name without them")
    return f"./{text}" if text.startswith("-") else text


def document(text: str) -> tuple[str, str]:
    """Give the end mark of a here-document that no line of the text is, and the text with its last line ended."""
    if "\0" in text:
        raise RecipeError("the recipe has a NUL character in it, which no script can hold")
    lines = set(text.split("\n"))
    mark, number = "END-OF-RECIPE", 1
    while mark in lines:
        number += 1
        mark = f"END-OF-RECIPE-{number}"
    return mark, text if text.endswith("\n") or not text else f"{text}\n"
