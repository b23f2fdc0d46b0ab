"""RC509."""

from collections.abc import Iterator

from recipec.checks.images import image_of
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import start
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import Exec
from recipec.shell.calls import SHELLS

# Bases of which everybody knows that they have no ENTRYPOINT.
_WITHOUT = frozenset(
    "alpine debian ubuntu fedora centos rockylinux almalinux busybox archlinux amazonlinux oraclelinux python golang"
    " rust gcc perl ruby julia r-base continuumio/miniconda3 continuumio/anaconda3 buildpack-deps".split()
)


@rule("RC509", Severity.INFO, "dockerfile-to-engine", names="cmd")
def command_without_entrypoint(recipe: Recipe) -> Iterator[Problem]:
    """A CMD alone is replaced by the arguments, so that options are taken for a program.

    Without an ENTRYPOINT, what stands behind the image is the command itself. Whoever runs `image.sif --version` hopes
    for the program's version and gets `"--version": executable file not found`. People call images of Apptainer like
    programs, with options; an ENTRYPOINT makes that work.

    ## Example

    ```dockerfile
    FROM debian:12
    COPY tool /usr/local/bin/tool
    CMD ["tool"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    COPY tool /usr/local/bin/tool
    ENTRYPOINT ["tool"]
    ```
    """
    started = start(recipe)
    base = image_of(recipe, recipe.final)
    has_none = recipe.final.end.start.sets_entrypoint or (base is not None and base.name in _WITHOUT)
    words = started.words
    if started.entrypoint is not None or not isinstance(started.command, Exec) or not words or not has_none:
        return
    name = words[0].text.rpartition("/")[2]
    if name not in SHELLS and name != "fish":
        yield Problem(
            words[0].span,
            f"`image.sif --version` does not reach `{name}`: without an ENTRYPOINT the arguments are the command",
            "make the program the ENTRYPOINT, and its default arguments the CMD",
        )
