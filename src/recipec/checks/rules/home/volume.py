"""RC213."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.temporary import directory
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import Volume
from recipec.ir.text import show


@rule("RC213", Severity.WARNING, "dockerfile-to-engine", words="volume")
def volume(recipe: Recipe) -> Iterator[Problem]:
    """A volume is an ordinary directory, to which nobody can write.

    Docker makes a writable place for each `VOLUME` when a container starts. Apptainer and Singularity do not know
    volumes: the path is part of the image, which is mounted read-only (`Read-only file system`). Whoever runs it has
    to bind a directory of the host there. `recipec convert` makes the directory, and says so.

    ## Example

    ```dockerfile
    FROM debian:12
    VOLUME /results
    CMD ["/bin/cp", "/etc/hostname", "/results"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    CMD ["/bin/cp", "/etc/hostname", "."]
    ```
    """
    for step, placed in recipe.steps(Volume):
        paths = [recipe.value(path, placed.state) or show(path) for path in step.paths]
        paths = [path for path in paths if directory(path) is None]
        if placed.stage in recipe.final_stages and paths:
            yield Problem(
                placed.span,
                f"{', '.join(f'`{path}`' for path in paths)}: nobody can write there when the image runs, unless they "
                "bind a directory",
                f"tell who runs it to use `--bind DIRECTORY:{paths[0]}`",
            )
