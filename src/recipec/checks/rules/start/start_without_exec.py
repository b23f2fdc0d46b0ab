"""RC506."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.starting import final, only_tells
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.syntax import Compound
from recipec.source import Span

_BUILTINS = frozenset(
    "cd export source . eval exit return set unset test [ [[ (( : read wait ulimit umask alias shift trap exec"
    " command builtin declare local typeset readonly if mkdir rm cp mv ln touch chmod module ml true false".split()
)


@rule("RC506", Severity.INFO, "definition", words="%runscript %startscript %apprun %appstart")
def start_without_exec(recipe: Recipe) -> Iterator[Problem]:
    """The program of a start script is not started with `exec`.

    Without `exec` a shell stays in front of the program for as long as it runs. When a scheduler or `timeout` ends the
    job, the signal reaches that shell alone: the program writes no checkpoint, and runs on as an orphan until it is
    killed. With `exec` the program takes the shell's place, and the signal is its own.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %runscript
        python3 /opt/app/main.py "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %runscript
        exec python3 /opt/app/main.py "$@"
    ```
    """
    for script in recipe.final_scripts("runscript", "startscript", "apprun", "appstart"):
        if script.is_shell:
            problem = _problem(script)
            if problem is not None:
                yield problem


def _problem(script: PlacedScript) -> Problem | None:
    one = final(script)
    if one is None or one.inner or "exec" in one.wrappers or one.name in _BUILTINS or only_tells(one):
        return None
    statement = one.found.statement
    if (
        statement.is_background
        or one.is_piped
        or "||" in statement.operators
        or statement.parts[-1].is_negated
        or one.found.command.redirects
        or one.sets
        or _defines(script, one.name)
        # What a trap has to do would never be done.
        or any(each.name == "trap" for each in script.invocations)
    ):
        return None
    first = one.found.command.words[0]
    at = script.span(first.span).start
    said = f"`{one.name}`" if one.name else "the program"
    return Problem(
        one.at(one.words[0]),
        f"{said} gets no signal when the job is cancelled: the shell that started it does",
        "start it with `exec`",
        fix=Fix("start it with `exec`", (Edit(Span(at, at), "exec "),), is_safe=True),
    )


def _defines(script: PlacedScript, name: str) -> bool:
    """Tell whether a command is a function of the script."""
    return any(
        isinstance(found.command, Compound) and found.command.kind == "function" and found.command.name == name
        for found in script.script.commands
    )
