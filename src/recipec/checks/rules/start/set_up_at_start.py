"""RC503."""

from collections.abc import Iterable, Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.packages import CONDA
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.starting import shell_files, start
from recipec.diagnostics.finding import Severity
from recipec.shell.syntax import Mention, Simple, Word
from recipec.source import Span


@rule("RC503", Severity.WARNING, "dockerfile-to-engine", names="entrypoint")
def set_up_at_start(recipe: Recipe) -> Iterator[Problem]:
    """The ENTRYPOINT prepares an environment, which `exec` and workflow engines leave out.

    `apptainer exec` and `shell` start a program past the ENTRYPOINT, and Nextflow, Snakemake and CWL runners use
    `exec`. An environment that an entry script activates, or variables that it exports, are not there then:
    `command not found`. Variables that `ENV` sets are there however the image is started.

    ## Example

    ```dockerfile
    FROM mambaorg/micromamba:2.0.5
    ENTRYPOINT ["micromamba", "run", "-n", "tools"]
    ```

    ## Use instead

    ```dockerfile
    FROM mambaorg/micromamba:2.0.5
    ENV PATH=/opt/conda/envs/tools/bin:$PATH
    ```
    """
    started = start(recipe)
    if started.entrypoint is None or not started.scripts:
        return
    # What activating is for is there at every start already.
    if "PATH" in recipe.final.end.environment:
        return
    words = started.main
    name = words[0].text.rpartition("/")[2] if words else ""
    if name in CONDA and any(word.text == "run" for word in words[1:3]):
        yield _problem(words[0].span, f"`{name} run` activates an environment")
        return
    if name == "_entrypoint.sh":
        yield _problem(words[0].span, "`_entrypoint.sh` activates an environment")
        return
    for script in started.scripts[:1]:
        found = _prepares(script.invocations)
        if found is not None and _hands_on(script.invocations):
            yield _problem(found.span, f"`{_shown(found)}` prepares the environment")
            return
    for read in shell_files(recipe):
        # A script of its own that ends by starting its arguments is there for what it does before.
        told = _told_by_file(read.script)
        if told:
            yield _problem(read.word, f"`{read.file}` prepares the environment (`{told}`)")
            return


def _problem(at: Span, what: str) -> Problem:
    return Problem(
        at,
        f"{what} when the image is run, but not under `apptainer exec`, which workflow engines use",
        "set PATH and the other variables with ENV",
    )


def _prepares(invocations: Iterable[Invocation]) -> Invocation | None:
    """Find what changes the environment of the commands below it."""
    return next((one for one in invocations if _changes(one.name, one.arguments)), None)


def _changes(name: str, arguments: tuple[Word, ...]) -> bool:
    if name in ("source", "."):
        return bool(arguments) and not any(part == "/etc/os-release" for part in arguments[0].parts)
    return name in (*CONDA, "pyenv") and bool(arguments) and arguments[0].value == "activate"


def _hands_on(invocations: Iterable[Invocation]) -> bool:
    return any(_is_arguments(word) for one in invocations for word in one.words)


def _is_arguments(word: Word) -> bool:
    return any(isinstance(part, Mention) and part.name in "@*" for part in word.parts)


def _shown(one: Invocation) -> str:
    return " ".join(word.raw for word in one.words[:3])


def _told_by_file(script: PlacedScript) -> str:
    """Give the line of a script that changes the environment of what it starts with its arguments; else nothing."""
    commands = [found.command for found in script.script.commands if isinstance(found.command, Simple)]
    if not any(
        _is_arguments(word) and command.name in ("exec", None) for command in commands for word in command.words
    ):
        return ""
    for command in commands:
        if _changes((command.name or "").rpartition("/")[2], command.words[1:]):
            return " ".join(word.raw for word in command.words[:3])
        if command.name == "export" and any("=" in word.raw for word in command.words[1:]):
            return " ".join(word.raw for word in command.words[:2])
    return ""
