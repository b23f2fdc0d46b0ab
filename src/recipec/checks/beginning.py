"""Where a line is put that has to come first in a script."""

from typing import TYPE_CHECKING

from recipec.diagnostics.fix import Edit
from recipec.source import Span

if TYPE_CHECKING:
    from recipec.checks.scripts import PlacedScript


def above(script: "PlacedScript", line: str) -> Edit | None:
    """Put a line above the first statement of a section's script; None where that does not begin a line."""
    statements = script.script.body.statements
    if not statements or script.kind == "run":
        return None
    start = statements[0].span.start
    begin = script.text.rfind("\n", 0, start) + 1
    indent = script.text[begin:start]
    if indent.strip():
        return None
    place = script.span(Span(begin, begin))
    return Edit(place, f"{indent}{line}\n")
