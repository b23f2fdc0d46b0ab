"""RC408."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.variables import environment_of
from recipec.diagnostics.finding import Related, Severity
from recipec.shell.syntax import Compound, Simple
from recipec.shell.walk import Found
from recipec.source import Span

_OF_THE_SHELL = frozenset(
    ": . [ [[ (( alias break builtin case command continue declare eval exec exit export false getopts hash let local"
    " popd pushd pwd read readonly return set shift shopt source test times trap true type typeset ulimit umask unalias"
    " unset wait complete bind enable conda mamba micromamba activate".split()
)
_PRINTS = frozenset("echo printf cat ls which whereis date hostname whoami id env printenv nvidia-smi uname".split())
_WRITES = frozenset("mkdir touch cp mv rm ln tee chmod chown install tar unzip wget curl rsync sed".split())


@rule("RC408", Severity.WARNING, "definition", words="%environment")
def work_in_environment(recipe: Recipe) -> Iterator[Problem]:
    """`%environment` does more than to set variables.

    It is read at every `run`, `exec`, `shell` and `instance start`, as the user who calls. What it prints comes before
    the output of every command, and into whatever reads that; files and directories are made in the user's own places;
    a program that is not in the image is missed at every start. A `cd` is undone before the program starts.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export APP_DATA=/opt/app/data
        echo "Welcome to the app"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export APP_DATA=/opt/app/data

    %runscript
        echo "Welcome to the app"
    ```
    """
    for script in environment_of(recipe):
        inside = [
            found.command.span
            for found in script.script.commands
            if isinstance(found.command, Compound) and found.command.kind == "function"
        ]
        functions = {found.command.name for found in script.script.commands if isinstance(found.command, Compound)}
        is_initialised = any(one.name in (".", "source", "eval") for one in script.invocations)
        told: dict[str, list[tuple[Span, str]]] = {}
        for found in script.script.commands:
            command = found.command
            if not isinstance(command, Simple) or not found.in_shell or not command.name or command.name in functions:
                continue
            if any(span.start <= command.span.start < span.end for span in inside):
                continue
            name = command.name.rpartition("/")[2]
            if not command.name.strip():
                continue  # the carriage return of a file from Windows
            if name in ("module", "ml") and is_initialised:
                continue
            kind = _kind(name, command, found, script)
            if kind:
                told.setdefault(kind, []).append((script.span(command.words[0].span), command.words[0].raw))
        for kind, places in told.items():
            yield _problem(kind, places)


def _kind(name: str, command: Simple, found: Found, script: PlacedScript) -> str:
    if name == "cd":
        reads_there = any(one.name in (".", "source", "pwd") for one in script.invocations) or "PWD" in script.text
        return "" if reads_there else "cd"
    if name in _OF_THE_SHELL:
        return ""
    out = [one for one in command.redirects if one.operator in (">", ">>", ">|", "&>", ">&") and one.descriptor != "2"]
    if any(one.target is not None and (one.target.value or "?").startswith("/dev/") for one in out):
        return ""
    if any(one.operator == ">&" for one in out):
        return ""
    if out or name in _WRITES:
        return "writes"
    if name in _PRINTS:
        return "prints" if len(found.pipeline.parts) == 1 else ""
    return "runs"


def _problem(kind: str, places: list[tuple[Span, str]]) -> Problem:
    at, name = places[0]
    match kind:
        case "cd":
            message = "the program starts where the caller is: a `cd` here is undone"
            help_ = "write `cd` into `%runscript`"
        case "prints":
            message = f"what `{name}` prints stands before the output of every command that runs in the container"
            help_ = "say it in `%runscript` or `%help`"
        case "writes":
            message = f"`{name}` runs at every start, as the user who calls, and cannot change the image"
            help_ = "do in `%post` what belongs to the image, and the rest in `%runscript`"
        case _:
            message = f"`{name}` runs at every start, or every start says that it is not found"
            help_ = "do it in `%post` or in `%runscript`"
    return Problem(at, message, help_, related=tuple(Related(other, "and here") for other, _ in places[1:]))
