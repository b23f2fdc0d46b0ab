"""How Dockerfiles want values written: as lightly quoted as is right."""

import re
from collections.abc import Iterable

from recipec.ir.text import Sigil, Text, Variable
from recipec.regex import regex

_PLAIN = regex(r"[A-Za-z0-9_./:,@%+=~^*?!#(){}<>|;&-]*\Z")
_VALUE_PLAIN = regex(r"[A-Za-z0-9_./:,@%+=~^-]*\Z")
_NAME_CHARACTER = regex(r"[A-Za-z0-9_]")


def mention(variable: Variable, following: str = "") -> str:
    """Write a variable as the builder replaces it."""
    if not variable.modifier and variable.sigil is not Sigil.TEMPLATE:
        return f"${{{variable.name}}}" if _NAME_CHARACTER.match(following) else f"${variable.name}"
    return f"${{{variable.name}{variable.modifier}{quoted(variable.word)}}}"


def quoted(text: Text) -> str:
    """Write a text for the inside of double quotes."""
    return _escaped(text, r'([\\"$])')


def _escaped(text: Text, own: str) -> str:
    """Write a text with a backslash before each character that a pattern finds in it."""
    parts: list[str] = []
    for number, part in enumerate(text):
        if isinstance(part, Variable):
            after = text[number + 1] if number + 1 < len(text) else ""
            parts.append(mention(part, after if isinstance(after, str) else ""))
        else:
            parts.append(re.sub(own, r"\\\1", part))
    return "".join(parts)


def value(text: Text) -> str:
    """Write a value of ENV, LABEL or ARG: bare where that is the same."""
    if not text:
        return '""'
    plain = all(isinstance(part, Variable) or _VALUE_PLAIN.match(part) for part in text)
    simple = all(isinstance(part, str) or not part.modifier or _simple(part.word) for part in text)
    return quoted(text) if plain and simple else f'"{quoted(text)}"'


def _simple(text: Text) -> bool:
    return all(
        (isinstance(part, str) and _VALUE_PLAIN.match(part)) or (isinstance(part, Variable) and not part.modifier)
        for part in text
    )


def path(text: Text) -> str:
    """Write a path of COPY: its quotes, backslashes and dollars are the path's own."""
    return _escaped(text, r"([\\\"'$])")


def paths(texts: Iterable[Text]) -> str:
    """Write the arguments of COPY: as JSON when a blank, or a bracket in front, makes that necessary."""
    written = [path(text) for text in texts]
    if any(re.search(r"\s", one) or not one for one in written) or written[0].startswith(("[", "--", "<<")):
        return array(written)
    return " ".join(written)


def array(words: Iterable[str]) -> str:
    """Write the JSON form of a list."""
    listed = list(words)
    if all(word.isprintable() and '"' not in word and "\\" not in word for word in listed):
        # What JSON has to escape is rare, and so its module is rarely imported.
        return "[" + ", ".join(f'"{word}"' for word in listed) + "]"
    import json

    return json.dumps(listed, ensure_ascii=False)
