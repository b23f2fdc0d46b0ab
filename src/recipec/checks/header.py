"""Places in the header of a definition file, and where a stage says what it starts from."""

from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe, StageView
    from recipec.definition.tree import HeaderLine


def value_span(line: "HeaderLine", text: str) -> Span:
    """Say where the value of a line is; the whole line when it was written in pieces. ``text`` is the whole recipe."""
    assert line.span is not None
    start, end = line.span
    colon = text.find(":", start, end)
    at = text.find(line.value, colon + 1, end) if line.value else -1
    return line.span if at < 0 else Span(at, at + len(line.value))


def base_span(recipe: "Recipe", stage: "StageView") -> Span:
    """Say where a stage names what it starts from: the image behind ``FROM`` or ``From:``, else the agent."""
    text = recipe.source.text
    if stage.tree is not None:
        line = stage.header_line("from") or stage.header_line("bootstrap")
        return stage.span if line is None or line.span is None else value_span(line, text)
    instruction = recipe.instructions.get(stage.span)
    if instruction is None or not instruction.words:
        return stage.span
    word = instruction.words[0]
    start = instruction.place(max(instruction.value.find(word), 0))
    return Span(start, start + len(word)) if text.startswith(word, start) else stage.span
