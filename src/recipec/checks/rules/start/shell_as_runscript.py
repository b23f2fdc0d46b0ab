"""RC507."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import final
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.calls import SHELLS

_ALL = ('"$@"', "$@", "$*", '"$*"', '"${@}"', "${@}")


@rule("RC507", Severity.WARNING, "definition", words="$@ $* ${@}")
def shell_as_runscript(recipe: Recipe) -> Iterator[Problem]:
    """A shell takes the first argument of the image for a script.

    `bash python x.py` does not run `python`: it looks for a file of that name in the current directory and reads it as
    a script. So `image.sif python x.py` ends with `python: No such file or directory`, or with `cannot execute binary
    file`. To run what is given, the runscript hands it to `exec` itself.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        exec /bin/bash "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        if [ $# -eq 0 ]; then
            exec /bin/bash
        fi
        exec "$@"
    ```
    """
    if any("script" in line for section in recipe.final.sections("help") for line in section.lines):
        return  # it says so itself
    for script in recipe.final_scripts("runscript"):
        one = final(script)
        if (
            one is not None
            and one.name in SHELLS
            and one.arguments
            and one.arguments[-1].raw in _ALL
            and all(word.raw in ("-l", "--login", "-i", "--norc", "--noprofile") for word in one.arguments[:-1])
        ):
            yield Problem(
                one.at(one.words[0]),
                f"`{one.words[0].raw}` takes the first argument for a script: `python x.py` given to the image fails "
                "with `python: No such file or directory`",
                'run what is given with `exec "$@"`, and a shell only when nothing is',
                fix=_fix(one),
            )


def _fix(one: Invocation) -> Fix | None:
    command, statement, script = one.found.command, one.found.statement, one.script
    if statement not in script.script.body.statements or len(statement.parts) > 1 or one.is_piped or one.sets:
        return None
    line = script.text.rfind("\n", 0, statement.span.start) + 1
    indent = script.text[line : statement.span.start]
    if indent.strip() or "\n" in script.source(command.span) or command.redirects:
        return None
    shell = " ".join(word.raw for word in one.words[:-1])
    text = f'if [ $# -eq 0 ]; then\n{indent}    exec {shell}\n{indent}fi\n{indent}exec "$@"'
    return Fix(
        "run what is given, and a shell when nothing is", (Edit(script.span(command.span), text),), is_safe=False
    )
