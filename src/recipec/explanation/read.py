"""The steps of a recipe as its tree has them, in the order of its text."""

from collections.abc import Iterator

from recipec.record import Record
from recipec.source import Source, Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    import recipec.definition.tree as definition
    import recipec.dockerfile.tree as dockerfile


class Said(Record):
    """An instruction, a section or a header line. ``known_by`` are the places by which programs know it."""

    name: str
    span: Span
    known_by: tuple[Span, ...]


def of_dockerfile(file: "dockerfile.File") -> Iterator[Said]:
    """Give the instructions, with their here-documents."""
    for one in file.instructions:
        yield Said(one.name, Span(one.span.start, one.span.start + len(one.raw.rstrip("\n"))), (one.span,))


def of_definition(file: "definition.File", source: Source) -> Iterator[Said]:
    """Give the header lines and the sections, with what is in these."""
    from recipec.definition.tree import HeaderLine, Section

    for stage in file.stages:
        # What a stage starts from is known by one line of its header.
        base = tuple(
            line.span for key in ("from", "bootstrap") if (line := stage.field_line(key)) is not None and line.span
        )
        for item in (*stage.header, *stage.sections):
            if item.span is None:
                continue
            if isinstance(item, HeaderLine):
                yield Said(item.key, item.span, (item.span, *base))
            elif isinstance(item, Section):
                end = item.body_span.end if item.body_span is not None else item.span.end
                end = item.span.start + len(source.text[item.span.start : end].rstrip())
                yield Said(f"%{item.name}", Span(item.span.start, max(end, item.span.end)), (item.span,))
