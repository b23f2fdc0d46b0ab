"""``{{ name }}`` in definition files: which of them nothing gives a value, and whether that was meant to be one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from recipec.definition.templates import defaults, find
from recipec.record import Record
from recipec.source import Span

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


def has_arguments(recipe: "Recipe") -> bool:
    """Tell whether a recipe uses templates on purpose: it has ``%arguments``, or a header with a template."""
    return any(stage.sections("arguments") for stage in recipe.stages) or any(
        "{{" in line.value for stage in recipe.stages for line in stage.header
    )
