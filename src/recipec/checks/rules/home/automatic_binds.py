"""RC216."""

from collections.abc import Iterator

from recipec.checks.homes import home_path
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Severity
from recipec.shell.syntax import Simple, Word
from recipec.shell.walk import words

_PLACES = frozenset(("PWD", "SCRATCH", "TMPDIR", "SLURM_TMPDIR", "SLURM_SUBMIT_DIR", "WORK"))


@rule("RC216", Severity.INFO, "definition-to-docker", words="runscript startscript")
def automatic_binds(recipe: Recipe) -> Iterator[Problem]:
    """The start command works in directories that Docker does not bring along.

    Apptainer starts where the caller stands, and mounts that directory, home and `/tmp` by itself. In a container of
    Docker's none of them is the host's: the command finds no input there, and what it writes goes with the container.

    ## Example

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %runscript
        exec ls "$PWD/data"
    ```

    ## Use instead

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %runscript
        exec ls /srv
    ```
    """
    for script in recipe.final_scripts("runscript", "startscript"):
        word = _place(script) if script.is_shell else None
        if word is not None:
            yield Problem(
                script.span(word.span),
                f"`{word.raw}` is in the container with Docker, and not the caller's",
                'run it with `docker run -v "$PWD:$PWD" -w "$PWD" IMAGE`',
            )


def _place(script: PlacedScript) -> Word | None:
    for found in script.script.commands:
        is_text = isinstance(found.command, Simple) and found.command.name in ("echo", "printf")
        for word in () if is_text else words(found.command):
            if home_path(word) is not None or _PLACES & {*word.reads}:
                return word
        for redirect in found.command.redirects:
            target = redirect.target
            if redirect.operator in (">", ">>") and target is not None and target.raw[:1].isalnum():
                return target
    return None
