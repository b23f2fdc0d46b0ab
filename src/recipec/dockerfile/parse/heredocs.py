"""Which words of an instruction announce a here-document, and what they say of it."""

import re

from recipec.dockerfile.parse.lexer import Lexer, LexError
from recipec.dockerfile.tree import Heredoc
from recipec.regex import regex

_WORD = regex(r"([0-9]*)<<(-?)[\t\n\f\r ]*([^<]+)", re.DOTALL)


def announced(line: str) -> list[Heredoc]:
    r"""Find the here-documents of a logical line, without their bodies.

    The escape is `\\` here whatever the directive says, and a line that cannot be lexed announces none
    (heredocsFromLine drops the error).
    """
    try:
        words = Lexer(line, lenient=True).words()
    except LexError:
        return []
    found = (heredoc(word) for word in words if "<<" in word)
    return [document for document in found if document is not None]


def heredoc(word: str) -> Heredoc | None:
    """Read one word; None when it is no here-document."""
    match = _WORD.fullmatch(word)
    if match is None:
        return None
    tail = match[3]
    try:
        words = Lexer(tail, lenient=True).words()
        name = _unquoted(tail)
    except LexError:
        return None
    if len(words) != 1 or not name:
        return None
    quoted = words[0].count("'") + words[0].count('"') != name.count("'") + name.count('"')
    return Heredoc(name, "", expand=not quoted, chomp=bool(match[2]), fd=int(match[1] or 0))


def _unquoted(tail: str) -> str:
    """Take quotes and escapes off; variables stay as they are written."""
    value = tail.strip("\t\n\f\r ")
    parts: list[str] = []
    at = 0
    while at < len(value):
        character = value[at]
        if character == "'":
            end = value.index("'", at + 1)
            parts.append(value[at + 1 : end])
            at = end + 1
        elif character == '"':
            at += 1
            while value[at] != '"':
                if value[at] == "\\" and value[at + 1] in '"$\\':
                    at += 1
                parts.append(value[at])
                at += 1
            at += 1
        elif character == "\\":
            parts.append(value[at + 1 : at + 2])
            at += 2
        else:
            parts.append(character)
            at += 1
    return "".join(parts)
