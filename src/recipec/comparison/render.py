"""Differences as a person reads them, facet by facet, and as JSON."""

from collections.abc import Iterator
from difflib import ndiff
from itertools import groupby

from recipec.comparison.facet import Difference, Differences, Said
from recipec.diagnostics.render.columns import on_a_line, visible
from recipec.diagnostics.render.form import Json
from recipec.diagnostics.render.human import Style
from recipec.errors import RecipeError
from recipec.source import Source, Span

VERSION = 1
_RED, _GREEN, _BOLD, _DIM, _RESET = "\x1b[31m", "\x1b[32m", "\x1b[1m", "\x1b[2m", "\x1b[0m"


def human(found: Differences, style: Style) -> str:
    """Show differences and notes, with a last line that counts them."""
    lines: list[str] = []
    if found.differences:
        lines += (
            _paint(_BOLD, f"--- {on_a_line(found.a.name)}", style),
            _paint(_BOLD, f"+++ {on_a_line(found.b.name)}", style),
            "",
        )
        lines += _groups(found, found.differences, style)
    for difference in found.notes:
        lines.append(_note(found, difference, style))
    if found.notes:
        lines.append("")
    return "".join(f"{line}\n" for line in lines) + brief(found)


def brief(found: Differences) -> str:
    """Say in a line whether they differ."""
    names = f"`{on_a_line(found.a.name)}` and `{on_a_line(found.b.name)}`"
    if found.same:
        return f"{names} mean the same\n"
    count = len(found.differences)
    return f"{names} differ in {count} thing{'' if count == 1 else 's'}\n"


def _groups(found: Differences, differences: tuple[Difference, ...], style: Style) -> Iterator[str]:
    for (stage, facet), group in groupby(differences, key=lambda one: (one.stage, one.facet)):
        yield _paint(_BOLD, facet.title + (f" of stage `{on_a_line(stage)}`" if stage else ""), style)
        for difference in group:
            yield from _difference(found, difference, style)
        yield ""


def _difference(found: Differences, one: Difference, style: Style) -> Iterator[str]:
    if one.a is not None and one.b is not None and "\n" in one.a.text and "\n" in one.b.text:
        yield from _texts(found, one.a, one.b, style)
        return
    if one.a is not None:
        yield from _said("-", _RED, one.a, found.a, style)
    if one.b is not None:
        yield from _said("+", _GREEN, one.b, found.b, style)


def _said(mark: str, colour: str, said: Said, source: Source, style: Style) -> Iterator[str]:
    place = f"{_place(source, said)}: "
    first, *rest = visible(said.text).split("\n")
    room = style.width - len(place) - 4
    shown = _cut(first, room)
    yield f"  {_paint(colour, mark, style)} {_paint(_DIM, place, style)}{_paint(colour, shown, style)}"
    yield from (f"  {_paint(colour, f'{mark}     {_cut(line, style.width - 8)}', style)}" for line in rest)


def _texts(found: Differences, a: Said, b: Said, style: Style) -> Iterator[str]:
    """Show two texts of several lines by the lines that differ."""
    for mark, colour, said, source in (("-", _RED, a, found.a), ("+", _GREEN, b, found.b)):
        first = said._replace(text=said.text.partition("\n")[0])
        yield from _said(mark, colour, first, source, style)
    for line in ndiff(visible(a.text).split("\n"), visible(b.text).split("\n")):
        if line[0] in "-+":
            colour = _RED if line[0] == "-" else _GREEN
            yield f"  {_paint(colour, _cut(f'{line[0]}     {line[2:]}', style.width - 2), style)}"


def _note(found: Differences, one: Difference, style: Style) -> str:
    source, said, other = (found.a, one.a, found.b) if one.a is not None else (found.b, one.b, found.a)
    assert said is not None
    text = _cut(visible(said.text.partition("\n")[0]), style.width)
    beyond = f"`{on_a_line(other.name)}` cannot say this"
    return f"{_paint(_BOLD, 'note', style)}: {_place(source, said)}: {one.facet.title}, `{text}`: {beyond}"


def _place(source: Source, said: Said) -> str:
    name = on_a_line(source.name)
    if said.span is None:
        return name
    at = source.position(said.span.start)
    return f"{name}:{at.line}:{at.column}"


def _cut(text: str, room: int) -> str:
    room = max(room, 20)
    return text if len(text) <= room else f"{text[: room - 1]}…"


def _paint(colour: str, text: str, style: Style) -> str:
    return f"{colour}{text}{_RESET}" if style.colour and text else text


def json(found: Differences | None, error: RecipeError | None = None) -> str:
    """Write all that is known, with offsets in characters and lines and columns counted from 1."""
    from json import dumps

    value: Json = {
        "version": VERSION,
        "a": None if found is None else found.a.name,
        "b": None if found is None else found.b.name,
        "same": None if found is None else found.same,
        "differences": [] if found is None else [_row(found, one) for one in found.differences],
        "notes": [] if found is None else [_row(found, one) for one in found.notes],
        "error": None if error is None else _error(error),
    }
    return dumps(value, indent=2, ensure_ascii=False) + "\n"


def _error(error: RecipeError) -> Json:
    source, span = error.source, error.span
    place = None if source is None or span is None else _between(source, Span(*span))
    return {
        "message": error.message,
        "help": error.help,
        "recipe": None if source is None else source.name,
        "place": place,
    }


def _row(found: Differences, one: Difference) -> Json:
    return {
        "facet": one.facet.value,
        "stage": one.stage or None,
        "about": one.key or None,
        "a": _value(found.a, one.a),
        "b": _value(found.b, one.b),
    }


def _value(source: Source, said: Said | None) -> Json:
    if said is None:
        return None
    return {"text": said.text, "place": None if said.span is None else _between(source, said.span)}


def _between(source: Source, span: Span) -> Json:
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: Source, offset: int) -> Json:
    line, column = source.position(offset)
    return {"offset": offset, "line": line, "column": column}
