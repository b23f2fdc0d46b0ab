"""RC304."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.stops import Stops, errexit_from_start
from recipec.shell.syntax import Statement
from recipec.source import Span


@rule("RC304", Severity.WARNING, "dockerfile", words="<<")
def failure_in_heredoc(recipe: Recipe) -> Iterator[Problem]:
    """A failing line of a here-document does not stop the build.

    `RUN <<EOF` is one script for a shell without `-e`: only the status of its last command counts. Lines that were
    taken over from `%post`, which stops at the first failure, go on here after every one.

    ## Example

    ```dockerfile
    FROM debian:12
    RUN <<EOF
    make -C /opt/tool
    make -C /opt/tool install
    EOF
    CMD ["/opt/tool/tool"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    RUN <<EOF
    set -e
    make -C /opt/tool
    make -C /opt/tool install
    EOF
    CMD ["/opt/tool/tool"]
    ```
    """
    for script in recipe.scripts_of("run"):
        instruction = recipe.instructions[script.origin]
        if not instruction.heredocs or script.text != instruction.heredocs[0].body or not script.is_shell:
            continue
        if script.stops or errexit_from_start(script.script.body):
            continue
        unseen = next(_unseen(script), None)
        if unseen is not None:
            first = script.script.body.statements[0].span.start
            line = script.text.rfind("\n", 0, first) + 1
            name = script.source(unseen.span).split("\n", maxsplit=1)[0].strip(" \\")
            short = name if len(name) <= 40 else name[:39] + "…"
            yield Problem(
                script.span(unseen.span),
                f"when `{short}` fails, the build goes on",
                "begin the here-document with `set -e`",
                fix=Fix("begin with `set -e`", (Edit(script.span(Span(line, line)), "set -e\n"),), is_safe=True),
            )


def _unseen(script: PlacedScript) -> Iterator[Statement]:
    stops = Stops()
    for statement in script.script.body.statements[:-1]:
        if not stops.statement_is_sure(statement) and not statement.is_background and "||" not in statement.operators:
            yield statement
