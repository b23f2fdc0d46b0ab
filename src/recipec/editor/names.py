"""The names that a recipe gives, with their places: stages, build arguments, variables.

They are looked for in the text, for a recipe that is being written can seldom be parsed.
"""

from collections.abc import Iterator

from recipec.editor.document import Document
from recipec.format import Format
from recipec.record import Record
from recipec.regex import regex
from recipec.source import Span

_STAGE = regex(r"(?im)^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*\S+[ \t]+AS[ \t]+(\S+)")
_NAMED = regex(r"(?im)^[ \t]*Stage[ \t]*:[ \t]*(\S+)")
_SET = regex(r"(?im)^[ \t]*(?:ARG|ENV)[ \t]+([^\n]*)")
_NAME = regex(r"(?:^|(?<=[ \t]))([A-Za-z_]\w*)(?==|[ \t]|$)")
_DECLARED = regex(r"(?m)^[ \t]*([A-Za-z_]\w*)=")
_WORD = regex(r"[\w.-]+")
_ARGUMENTS = regex(r"(?ims)^%arguments[^\n]*\n(.*?)(?=^%|\Z)")


class Name(Record):
    """A name, and where it is given."""

    name: str
    span: Span


def stages(document: Document) -> Iterator[Name]:
    """Give the names of stages."""
    pattern = _STAGE if document.format is Format.DOCKERFILE else _NAMED
    yield from (Name(found[1], Span(*found.span(1))) for found in pattern.finditer(document.text))


def variables(document: Document) -> Iterator[Name]:
    """Give the names that an ARG, an ENV or a line of ``%arguments`` gives a value."""
    text = document.text
    if document.format is Format.DEFINITION:
        for section in _ARGUMENTS.finditer(text):
            for found in _DECLARED.finditer(text, section.start(1), section.end(1)):
                yield Name(found[1], Span(*found.span(1)))
        return
    for line in _SET.finditer(text):
        for found in _NAME.finditer(text, line.start(1), line.end(1)):
            yield Name(found[1], Span(*found.span(1)))
            if text[found.end() : found.end() + 1] != "=":
                break  # `ENV NAME the rest is its value`


def given(document: Document, at: int) -> Span | None:
    """Find the last place above where the name at a place is given; None for what is no name."""
    word = _word(document, at)
    if word is None:
        return None
    name = document.text[word.start : word.end]
    places = [one.span for one in (*stages(document), *variables(document)) if one.name == name]
    above = [span for span in places if span.start <= word.start]
    return max(above, default=None)


def _word(document: Document, at: int) -> Span | None:
    line = document.line_at(at)
    for found in _WORD.finditer(document.text, line.start, line.end):
        if found.start() <= at <= found.end():
            return Span(*found.span())
    return None
