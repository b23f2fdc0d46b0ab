"""RC420."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.variables import environment_of, of_script
from recipec.diagnostics.finding import Severity
from recipec.regex import regex
from recipec.shell.syntax import Compound, Simple, Word
from recipec.source import Span

# The engine gives these a value of the moment of the start.
_OF_THE_START = regex(
    r"(HOME|PWD|OLDPWD|UID|EUID|GID|PPID|RANDOM|SECONDS|HOSTNAME|BASH\w*|SINGULARITY_\w+|APPTAINER_\w+|\W|\d+)\Z"
)


@rule("RC420", Severity.WARNING, "definition-to-docker", words="%environment")
def computed_environment(recipe: Recipe) -> Iterator[Problem]:
    """`%environment` computes a value at every start, which `ENV` cannot.

    `ENV` holds text: `$(date)` and `if` stay what they are, and `$HOME` is looked up while the image is built.
    `recipec convert` keeps the section as a script that the `ENTRYPOINT` reads, so that `docker run` sets the variables
    as Apptainer does; `docker exec` and `--entrypoint` start programs without it.

    ## Example

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %environment
        export APP_STARTED=$(date)

    %runscript
        exec app "$@"
    ```

    ## Use instead

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %environment
        export APP_DATA=/opt/app/data

    %runscript
        export APP_STARTED=$(date)
        exec app "$@"
    ```
    """
    for script in environment_of(recipe):
        at = _computed(script)
        if at is not None:
            yield Problem(
                script.span(at),
                "this is computed at every start, which `ENV` cannot: `docker exec` sees no variable of the section",
                "set fixed values here, and what depends on the start in `%runscript`",
            )
            return


def _computed(script: PlacedScript) -> Span | None:
    """Find the first thing that is more than to set a variable to a text."""
    assigned = {one.at.start: one for one in of_script(script)}
    for found in script.script.commands:
        command = found.command
        if isinstance(command, Compound):
            return Span(command.span.start, _line_end(script, command.span))
        words = _values(command)
        if words is None:
            return Span(command.words[0].span.start, command.words[-1].span.end)
        for word in words:
            # A declaration reads its own name to the grammar.
            own = assigned.get(script.span(word.span).start)
            if word.bodies or any(_OF_THE_START.match(name) for name in (word.reads if own is None else own.reads)):
                return word.span
    return None


def _values(command: Simple) -> tuple[Word, ...] | None:
    """Give the words of a command that sets variables; None for any other."""
    if command.name in (":", "true"):
        return ()
    if not command.words:
        return tuple(one.value for one in command.assignments if one.value is not None)
    return command.words[1:] if command.name == "export" and not command.redirects else None


def _line_end(script: PlacedScript, span: Span) -> int:
    end = script.text.find("\n", span.start, span.end)
    return span.end if end < 0 else end
