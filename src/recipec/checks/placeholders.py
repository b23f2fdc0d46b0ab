"""``{{ name }}`` in definition files: which of them nothing gives a value, and whether that was meant to be one."""

from collections.abc import Iterator

from recipec.definition.templates import defaults, find
from recipec.record import Record
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe, StageView


class Placeholder(Record):
    """A template. ``in_header``: it stands above the first section of its stage."""

    name: str
    span: Span
    stage: int
    in_header: bool


def undefined(recipe: "Recipe") -> Iterator[Placeholder]:
    """Give the templates that the ``%arguments`` of their stage give no value, of a target that has templates."""
    if not recipe.target.has_arguments or recipe.definition is None:
        return
    for stage in recipe.stages:
        if stage.tree is None or stage.tree.span is None:
            continue
        known = defaults(stage.tree)
        start, end = stage.tree.span
        first = body_start(stage)
        for one in find(recipe.source.text[start:end], skips_comments=recipe.target.skips_templates_in_comments):
            if one.name not in known:
                span = Span(start + one.start, start + one.end)
                yield Placeholder(one.name, span, stage.number, span.start < first)


def body_start(stage: "StageView") -> int:
    """Say where the first section of a stage begins; where the stage ends when it has none."""
    sections = stage.sections()
    if sections and sections[0].span is not None:
        return sections[0].span.start
    return stage.span.end


def is_text(one: Placeholder, recipe: "Recipe") -> bool:
    """Guess whether a template is text for a program of its own: it is in a here-document or in single quotes.

    Arguments in capitals are no such thing, and neither is one that another stage gives a value.
    """
    if one.in_header or one.name.isupper():
        return False
    if any(one.name in defaults(stage.tree) for stage in recipe.stages if stage.tree is not None):
        return False
    text = recipe.source.text
    before = text[text.rfind("\n", 0, one.span.start) + 1 : one.span.start]
    if _quote(before) == "'":
        return True
    from recipec.checks.refusals import documents
    from recipec.checks.text import Text

    lines = Text(recipe.source, recipe.target).lines
    return any(lines[at].span.start <= one.span.start < lines[at].span.end for at in documents(lines))


def _quote(text: str) -> str:
    """Give the quote that is open at the end of a line's beginning."""
    quote = ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
    return quote
