"""RC318."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.shells import shell_of
from recipec.diagnostics.finding import Severity
from recipec.shell.syntax import Simple
from recipec.shell.walk import words
from recipec.source import Span

_NAMES = ("USER", "LOGNAME", "SHELL")


@rule("RC318", Severity.WARNING, "definition", "dockerfile", words="$user ${user $logname ${logname $shell ${shell")
def unset_in_builds(recipe: Recipe) -> Iterator[Problem]:
    """`$USER`, `$LOGNAME` and `$SHELL` are empty while an image is built.

    A login sets them, and nobody logs in to a build, with Docker as little as with Apptainer. `chown $USER /data` says
    that an operand is missing, and `/home/$USER` is `/home/`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        chown -R $USER /opt/tool
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        chown -R root /opt/tool
    ```
    """
    for script in recipe.scripts:
        if script.is_build and script.is_shell:
            found = _first(script)
            # Bash sets SHELL itself.
            if found is not None and (found[1] != "SHELL" or _is_dash(recipe, script)):
                at, name = found
                yield Problem(
                    script.span(at),
                    f"`${name}` is empty here: nobody has logged in",
                    "`root` runs the step; `$(id -un)` says who does" if name != "SHELL" else "name the shell",
                )


def _is_dash(recipe: Recipe, script: PlacedScript) -> bool:
    return script.program == "sh" and shell_of(recipe, recipe.stages[script.stage]) in ("dash", "ash")


def _first(script: PlacedScript) -> tuple[Span, str] | None:
    known = set(script.variables)
    if script.state is not None:
        known.update(script.state.variables, script.state.arguments)
    for found in script.script.commands:
        command = found.command
        if isinstance(command, Simple) and command.name == "echo" and not command.redirects:
            continue
        for word in words(command):
            for name in _NAMES:
                at = max(word.raw.find("$" + name), word.raw.find("${" + name + "}"))
                if at >= 0 and name in word.reads and name not in known:
                    start = word.span.start + at
                    return Span(start, start + len(name) + (3 if word.raw[at + 1] == "{" else 1)), name
        if isinstance(command, Simple):
            known.update(one.name for one in command.assignments)
            known.update(word.raw.partition("=")[0] for word in command.words[1:])
    return None
