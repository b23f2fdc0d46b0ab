"""RC504."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation, is_conditional
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.starting import final, only_tells, reads_arguments
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.calls import SHELLS
from recipec.shell.syntax import Statement
from recipec.source import Span

_INTERACTIVE = SHELLS | {"fish", "su", "exit", "return", "source", ".", "eval"}
# What a script does before or after its program.
_PREPARES = frozenset(
    "export cd alias unset set ulimit umask module mkdir rm wait systemctl service pushd popd".split()
)


@rule("RC504", Severity.WARNING, "definition", words="%runscript")
def ignored_arguments(recipe: Recipe) -> Iterator[Problem]:
    """`%runscript` ignores its arguments.

    What stands behind the image on the command line is given to `%runscript`, and goes nowhere unless the script says
    `"$@"`. `./image.sif --threads 8 data.csv` starts the same command as `./image.sif` does, and nothing tells.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %runscript
        exec python3 /opt/app/main.py
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %runscript
        exec python3 /opt/app/main.py "$@"
    ```
    """
    scripts = recipe.final_scripts("runscript")
    if any(not script.is_shell or reads_arguments(script) for script in scripts):
        return
    # With apps, the runscript is a sign that says which there are.
    if any(section.name == "apprun" for section in recipe.final.sections()):
        return
    for script in scripts[-1:]:
        one = final(script)
        if one is None or not one.name or one.name in _INTERACTIVE or one.name in _PREPARES or only_tells(one):
            continue
        if one.is_piped or one.values[:1] in (("activate",), ("deactivate",)) or _is_never_reached(one, script):
            continue
        last = one.found.command.words[-1]
        yield Problem(
            one.at(one.words[0]),
            f"what is given to the image is dropped: `{one.name}` is started without the arguments of `%runscript`",
            'hand them on with `"$@"`',
            fix=Fix(
                'hand the arguments on with `"$@"`',
                (Edit(Span(script.span(last.span).end, script.span(last.span).end), ' "$@"'),),
                is_safe=False,
            )
            if _is_plain(script, one.found.statement) and last is one.words[-1]
            else None,
        )


def _is_never_reached(one: Invocation, script: PlacedScript) -> bool:
    """Tell whether an `exec` before has taken the place of the script."""
    return any(
        each is not one and "exec" in each.wrappers and each.found.in_shell and not is_conditional(each)
        for each in script.invocations
    )


def _is_plain(script: PlacedScript, statement: Statement) -> bool:
    """Tell whether the statement is one command on one line, so that what its last word is can be seen."""
    return len(statement.parts) == 1 and "\n" not in script.source(statement.span)
