"""RC406."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.variables import environment_of
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.stops import options
from recipec.shell.syntax import Simple
from recipec.shell.walk import Found
from recipec.source import Span


@rule("RC406", Severity.ERROR, "definition", words="%environment")
def stop_in_environment(recipe: Recipe) -> Iterator[Problem]:
    """`%environment` ends the start of the container before its program.

    The section is not a script of its own: the shell that starts the program reads it. An `exit` there ends the
    container, without a message, and with 0 as if all were well; `exec` runs something else in its place. After
    `set -e` the first command that fails, after `set -u` the first variable that nobody set, does the same.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export APP_DATA=/opt/app/data
        exit 0
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export APP_DATA=/opt/app/data
    ```
    """
    for script in environment_of(recipe):
        for found in script.script.commands:
            command = found.command
            if not isinstance(command, Simple) or not found.in_shell:
                continue
            if command.name == "exit" or (command.name == "exec" and len(command.words) > 1):
                yield _ends(script, found, command)
            elif command.name == "set":
                yield from _strict(script, command)


def _ends(script: PlacedScript, found: Found, command: Simple) -> Problem:
    surely = found.statement in script.script.body.statements and not found.statement.operators
    fix = None
    if surely and command.name == "exit":
        fix = _without(script, command)
    when = "" if surely else "when this is reached, "
    return Problem(
        script.span(command.words[0].span),
        f"{when}the container ends here, and its program is never started"
        if command.name == "exit"
        else f"{when}`{command.words[1].raw}` runs in the place of the container's program",
        "leave it out; to skip what is below, use `if`",
        fix=fix,
        severity=None if surely else Severity.WARNING,
    )


def _strict(script: PlacedScript, command: Simple) -> Iterator[Problem]:
    switched = options(command) or frozenset()
    wrong = [name for name in ("errexit", "nounset") if name in switched]
    if wrong:
        what = "a command that fails" if wrong[0] == "errexit" else "a variable that nobody set"
        yield Problem(
            script.span(Span(command.words[0].span.start, command.words[-1].span.end)),
            f"from here on, {what} ends the container before its program starts",
            "leave it out: the options last until the program is started",
            fix=_without(script, command) if len(wrong) == len(switched) else None,
            severity=Severity.WARNING,
        )


def _without(script: PlacedScript, command: Simple) -> Fix | None:
    """Take the line out; None when something else stands on it."""
    text = script.text
    start = text.rfind("\n", 0, command.span.start) + 1
    end = text.find("\n", command.span.end)
    end = len(text) if end < 0 else end
    if text[start:end].strip() != script.source(command.span).strip():
        return None
    whole = script.span(Span(start, end))
    return Fix("remove the line", (Edit(Span(whole.start, whole.end + (end < len(text))), ""),), is_safe=True)
