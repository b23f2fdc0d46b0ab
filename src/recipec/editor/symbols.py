"""The outline of a recipe: stages, and what is in them."""

from enum import Enum

from recipec.editor.document import Document
from recipec.record import Record
from recipec.source import Span


class Kind(Enum):
    """What something in the outline is."""

    STAGE = "stage"
    STEP = "step"
    SECTION = "section"
    APP = "app"
    ARGUMENT = "argument"


class Symbol(Record):
    """A part of a recipe. ``name_span`` is what to go to, ``span`` all of it."""

    name: str
    detail: str
    kind: Kind
    span: Span
    name_span: Span
    children: tuple["Symbol", ...] = ()


_LONGEST = 60


def outline(document: Document) -> tuple[Symbol, ...]:
    """Give the outline; nothing for what cannot be read."""
    if document.dockerfile is not None:
        return _of_dockerfile(document)
    return _of_definition(document)


def _of_dockerfile(document: Document) -> tuple[Symbol, ...]:
    assert document.dockerfile is not None
    top: list[Symbol] = []
    for one in document.dockerfile.instructions:
        span = Span(one.span.start, one.span.start + len(one.raw.rstrip("\r\n")))
        name_span = Span(span.start, min(span.end, document.line_at(span.start).end))
        detail = _short(one.value)
        if one.name == "FROM":
            words = one.words
            named = words[-1] if len(words) == 3 and words[1].lower() == "as" else f"stage {_stages(top)}"
            top.append(Symbol(named, detail, Kind.STAGE, span, name_span))
            continue
        kind = Kind.ARGUMENT if one.name == "ARG" else Kind.STEP
        symbol = Symbol(one.name, detail, kind, span, name_span)
        if top and top[-1].kind is Kind.STAGE:
            stage = top[-1]
            top[-1] = stage._replace(span=Span(stage.span.start, span.end), children=(*stage.children, symbol))
        else:
            top.append(symbol)
    return tuple(top)


def _stages(symbols: list[Symbol]) -> int:
    return sum(symbol.kind is Kind.STAGE for symbol in symbols)


def _of_definition(document: Document) -> tuple[Symbol, ...]:
    from recipec.definition.tree import HeaderLine, Section

    if document.definition is None:
        return ()
    found: list[Symbol] = []
    for number, stage in enumerate(document.definition.stages):
        children: list[Symbol] = []
        places: list[Span] = []
        for item in (*stage.header, *stage.sections):
            if item.span is None:
                continue
            if isinstance(item, Section):
                end = item.body_span.end if item.body_span is not None else item.span.end
                end = item.span.start + len(document.text[item.span.start : end].rstrip())
                kind = Kind.SECTION if item.app is None else Kind.APP
                span = Span(item.span.start, max(end, item.span.end))
                children.append(Symbol(f"%{item.name}", _short(item.arguments), kind, span, item.span))
                places.append(span)
            elif isinstance(item, HeaderLine):
                places.append(item.span)
        if places:
            name = stage.field("stage") or (f"stage {number}" if len(document.definition.stages) > 1 else "image")
            whole = Span(places[0].start, places[-1].end)
            base = stage.field("from") or stage.field("bootstrap") or ""
            found.append(Symbol(name, _short(base), Kind.STAGE, whole, places[0], tuple(children)))
    return tuple(found)


def folds(document: Document) -> tuple[Span, ...]:
    """Give what can be folded: everything that has more than a line."""
    found: list[Span] = []
    rest = list(outline(document))
    while rest:
        symbol = rest.pop()
        rest += symbol.children
        if "\n" in document.text[symbol.span.start : symbol.span.end]:
            found.append(symbol.span)
    return tuple(sorted(found))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
