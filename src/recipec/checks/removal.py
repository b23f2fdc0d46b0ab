"""How a command, or a word of it, is taken out of a script so that the rest stays as it is."""

from recipec.diagnostics.fix import Edit
from recipec.shell.syntax import Word
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.invocation import Invocation


def without(invocation: "Invocation", *words: Word) -> tuple[Edit, ...] | None:
    """Take operands out, and the command with them when it has no others; None when it cannot be done simply."""
    operands = [one for one in invocation.arguments if not one.raw.startswith("-")]
    if invocation.inner:
        return None
    if all(one in words for one in operands):
        edit = without_command(invocation)
        return None if edit is None else (edit,)
    text = invocation.script.text
    edits: list[Edit] = []
    for word in words:
        start = word.span.start
        while start > 0 and text[start - 1] in " \t":
            start -= 1
        edits.append(Edit(invocation.script.span(Span(start, word.span.end)), ""))
    return tuple(edits)


def without_command(invocation: "Invocation") -> Edit | None:
    """Take a whole command out: its line, or its part of a chain of ``&&``."""
    found, script = invocation.found, invocation.script
    statement, pipeline = found.statement, found.pipeline
    if len(pipeline.parts) != 1 or pipeline.is_negated or invocation.inner:
        return None
    if len(statement.parts) == 1:
        return _line(invocation)
    at = statement.parts.index(pipeline)
    operators = statement.operators
    if any(operator != "&&" for operator in operators[max(at - 1, 0) : at + 1]):
        return None
    if at > 0:
        return Edit(script.span(Span(statement.parts[at - 1].span.end, pipeline.span.end)), "")
    return Edit(script.span(Span(pipeline.span.start, statement.parts[1].span.start)), "")


def _line(invocation: "Invocation") -> Edit | None:
    """Take out a statement that has its lines to itself, if something else is left in its script."""
    script, statement = invocation.script, invocation.found.statement
    body = script.script.body.statements
    if statement not in body or len(body) == 1:
        return None
    text = script.text
    start = text.rfind("\n", 0, statement.span.start) + 1
    end = text.find("\n", statement.span.end)
    end = len(text) if end < 0 else end + 1
    if text[start : statement.span.start].strip() or text[statement.span.end : end].strip():
        return None
    return Edit(script.span(Span(start, end)), "")
