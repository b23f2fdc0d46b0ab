"""RC314."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.stops import Stops, options
from recipec.shell.syntax import Compound, Simple, Statement, Word
from recipec.source import Span

# These prepare a test, and are none.
_PREPARATION = frozenset("export cd set . source mkdir rm cp echo printf unset umask trap".split())


@rule("RC314", Severity.WARNING, "definition", words="%test %apptest")
def failing_test(recipe: Recipe) -> Iterator[Problem]:
    """A failing line of `%test` does not fail the test.

    `%test` runs without `-e`, other than `%post`: only the status of its last command counts. The build says that it
    is complete although a check in the middle has failed.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %test
        test -x /usr/bin/perl
        perl -e 1
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %test
        set -e
        test -x /usr/bin/perl
        perl -e 1
    ```
    """
    for script in recipe.scripts_of("test", "apptest"):
        unseen = list(_unseen(script))
        if unseen:
            first, *others = unseen
            at = 0
            if script.text.startswith("#!"):
                at = script.text.find("\n") + 1
            indent = _indent(script)
            edit = Edit(script.span(Span(at, at)), f"{indent}set -e\n")
            name = script.source(first.span).split("\n", maxsplit=1)[0].strip(" \\")
            short = name if len(name) <= 40 else name[:39] + "…"
            yield Problem(
                script.span(first.span),
                f"the test passes when `{short}` fails",
                "begin the section with `set -e`",
                related=tuple(Related(script.span(one.span), "and when this fails") for one in others[:5]),
                fix=Fix("begin with `set -e`", (edit,), is_safe=True),
            )


def _indent(script: PlacedScript) -> str:
    first = script.script.body.statements[0].span.start
    start = script.text.rfind("\n", 0, first) + 1
    return script.text[start:first] if not script.text[start:first].strip() else ""


def _unseen(script: PlacedScript) -> Iterator[Statement]:
    """Give the checks whose failure nobody sees; nothing when the script looks at failures in a way of its own."""
    if script.stops or not script.is_shell:
        return
    if any(options(found.command) and "errexit" in (options(found.command) or ()) for found in script.script.commands):
        return
    if any(one.name in ("exit", "trap") for one in script.invocations):
        return
    reads_status = any("?" in word.reads for found in script.script.commands for word in _words(found.command))
    if reads_status:
        return
    stops = Stops()
    for statement in script.script.body.statements[:-1]:
        command = statement.parts[0].parts[0]
        if not isinstance(command, Simple) or not command.words or command.name in _PREPARATION:
            continue
        if not statement.is_background and "||" not in statement.operators and not stops.statement_is_sure(statement):
            yield statement


def _words(command: Simple | Compound) -> tuple[Word, ...]:
    from recipec.shell.walk import words

    return words(command)
