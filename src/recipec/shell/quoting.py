"""Quoting: a word as a POSIX shell reads it back, with as little ink as is right."""

from recipec.regex import regex

# Nothing in these means anything to a shell, wherever the word stands (`=` is left out of the first character,
# and a word that looks like an assignment is quoted too, because it may come to stand first).
_PLAIN = regex(r"[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+:,./=~^-]*\Z")
_ASSIGNMENT = regex(r"[A-Za-z_][A-Za-z0-9_]*=")
_RESERVED = frozenset("if then else elif fi do done case esac while until for in".split())


def quote(word: str) -> str:
    """Quote a word so that ``/bin/sh`` reads exactly it. A NUL cannot be said in a shell, and is left as it is."""
    if _PLAIN.match(word) and word not in _RESERVED and not _ASSIGNMENT.match(word) and "~" not in word:
        return word
    if "'" not in word:
        return f"'{word}'"
    # Within double quotes these keep their meaning; `!` does in an interactive bash.
    if not any(character in word for character in '"$`\\!'):
        return f'"{word}"'
    return "'" + word.replace("'", "'\"'\"'") + "'"


def quote_argument(word: str) -> str:
    """Quote a word that stands after a command's name: ``key=value`` and reserved words need no quotes there."""
    if _PLAIN.match(word) and ("~" not in word):
        return word
    return quote(word)
