"""RC501."""

from collections.abc import Iterator

from recipec.checks.copying import destination
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import start
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import Copy, SetWorkdir
from recipec.shell.paths import is_below


@rule("RC501", Severity.INFO, "dockerfile-to-engine", names="workdir")
def start_directory(recipe: Recipe) -> Iterator[Problem]:
    """`WORKDIR` is not where an image starts.

    Docker starts in the image's `WORKDIR`. Apptainer and Singularity start where their user stands, whether they run,
    exec or open a shell: relative paths of the program are looked for there. `recipec convert` lets the start command
    go to the directory first, which does nothing for `apptainer exec` and for workflow engines, that use it.

    ## Example

    ```dockerfile
    FROM python:3.12-slim
    WORKDIR /app
    COPY main.py /app/main.py
    CMD ["python3", "/app/main.py"]
    ```

    ## Use instead

    ```dockerfile
    FROM python:3.12-slim
    COPY main.py /app/main.py
    CMD ["python3", "/app/main.py"]
    ```
    """
    started = start(recipe)
    if started.directory == "/" or not (started.scripts or _is_filled(recipe, started.directory)):
        return
    placed = next(
        (
            one
            for stage in reversed(recipe.lineage(recipe.final))
            for one in reversed(stage.steps)
            if isinstance(one.step, SetWorkdir)
        ),
        None,
    )
    if placed is not None:
        where = f"`{started.directory}`" if started.directory is not None else "the WORKDIR"
        what = "the start command" if started.scripts else "what is started"
        yield Problem(
            placed.span,
            f"in a definition file {what} runs where its user stands, not in {where}",
            ("`recipec convert` goes there first; for `apptainer exec` " if started.scripts else "")
            + "use absolute paths, or `--cwd`",
        )


def _is_filled(recipe: Recipe, directory: str | None) -> bool:
    """Tell whether the recipe copies there what is then run by `docker run IMAGE COMMAND`."""
    if directory is None:
        return False
    return any(
        placed.stage == recipe.final.number
        and (target := destination(recipe, step, placed)) is not None
        and is_below(target, directory)
        for step, placed in recipe.steps(Copy)
    )
