"""RC301."""

from collections.abc import Iterator
from itertools import pairwise

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.syntax import Simple, Statement
from recipec.source import Span

_TESTS = frozenset(("[", "[[", "test", "command", "which", "grep", "type", "hash", "((", "true", "false", "!"))


@rule("RC301", Severity.ERROR, "definition", words="&&")
def masked_failure(recipe: Recipe) -> Iterator[Problem]:
    """A failing `a` in `a && b` does not stop `%post`.

    `%post` runs under `-e`, which ignores the failure of every part of a list but the last. In a Dockerfile the same
    line is the whole `RUN`, and its status is looked at: there the build stops. Here it goes on, and the image comes
    out without what the line was for. Only as the last line of the section does such a chain stop the build.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        cd /opt && make && make install
        make clean
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        cd /opt
        make
        make install
        make clean
    ```
    """
    for script in recipe.scripts:
        if script.kind not in ("post", "appinstall") or not script.stops:
            continue
        statements = script.script.body.statements
        for statement in statements[:-1]:
            if "&&" in statement.operators and "||" not in statement.operators and not _is_test(statement):
                yield _problem(script, statement)


def _is_test(statement: Statement) -> bool:
    """Tell whether the chain asks a question: `[ -e x ] && y` may well say no."""
    first = statement.parts[0]
    if first.is_negated or statement.is_background:
        return True
    command = first.parts[-1]
    return isinstance(command, Simple) and (command.name or "") in _TESTS


def _problem(script: PlacedScript, statement: Statement) -> Problem:
    first = statement.parts[0]
    at = script.span(Span(statement.span.start, first.span.end))
    name = script.source(first.span).split("\n")[0].strip()
    short = name if len(name) <= 40 else name[:39] + "…"
    return Problem(
        at,
        f"when `{short}` fails, the build goes on",
        "write each command on a line of its own: `%post` stops at the first one that fails",
        fix=_lines(script, statement),
    )


def _lines(script: PlacedScript, statement: Statement) -> Fix | None:
    """Break the chain into lines; None where something else than the chain stands between its parts."""
    text = script.text
    start = text.rfind("\n", 0, statement.span.start) + 1
    indent = text[start : statement.span.start]
    if indent.strip():
        return None
    edits: list[Edit] = []
    for before, behind in pairwise(statement.parts):
        gap = Span(before.span.end, behind.span.start)
        if text[gap.start : gap.end].replace("\\\n", "").strip() != "&&":
            return None
        edits.append(Edit(script.span(gap), "\n" + indent))
    return Fix("write a line for each command", tuple(edits), is_safe=True)
