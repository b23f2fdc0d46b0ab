"""The lines of the output as its tree has them, each with the places in the recipe that it is made of."""

from collections.abc import Iterator

from recipec.record import Record
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    import recipec.definition.tree as definition
    import recipec.dockerfile.tree as dockerfile

HEADER = "header"


class Line(Record):
    """Lines of the output that belong together, without the last line end."""

    span: Span
    section: str
    sources: tuple[Span, ...]


def in_dockerfile(file: "dockerfile.File") -> Iterator[Line]:
    """Give the instructions of a Dockerfile that was made, with the comments above and the documents below them."""
    from recipec.dockerfile.tree import Instruction
    from recipec.dockerfile.unparse import text

    at = 0
    for item in file.items:
        written = text(item)
        end = at + len(written.rstrip("\n"))
        if isinstance(item, Instruction):
            yield Line(Span(at, end), item.name, (item.origin.span,) if item.origin is not None else ())
        elif end > at:
            yield Line(Span(at + len(written) - len(written.lstrip("\n")), end), "", ())
        at += len(written)


def in_definition(file: "definition.File") -> Iterator[Line]:
    """Give the lines of a definition file that was made."""
    from recipec.definition.tree import Blank, Section
    from recipec.definition.unparse import pieces

    at = 0
    for text, item in pieces(file):
        if isinstance(item, Section):
            yield from _section(item, text, at)
        elif item is not None and not isinstance(item, Blank):
            yield Line(Span(at, at + len(text.rstrip("\n"))), HEADER, item.sources)
        at += len(text)


def _section(section: "definition.Section", text: str, at: int) -> Iterator[Line]:
    """Give the lines of a section; its own line is there for the first one below it."""
    name = f"%{section.name}"
    first = next((sources for sources, line in zip(section.sources, section.lines, strict=True) if line.strip()), ())
    for number, line in enumerate(text.removesuffix("\n").split("\n")):
        if line.strip():
            sources = first if number == 0 else section.sources[number - 1]
            yield Line(Span(at, at + len(line)), name, sources)
        at += len(line) + 1
