"""RC603."""

from collections.abc import Iterator

from recipec.checks.copying import places
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.program import FromImage
from recipec.ir.published import AT_ROOT, named
from recipec.ir.steps import Copy
from recipec.ir.text import show


@rule("RC603", Severity.INFO, "dockerfile-to-engine", names="copy add")
def directory_of_the_base_unknown(recipe: Recipe) -> Iterator[Problem]:
    """Where a relative destination is depends on the base image's `WORKDIR`.

    A path without a leading `/` is relative to `WORKDIR` in a Dockerfile, and to `/` in `%files`, whatever the base
    image says. Where the recipe has no `WORKDIR` of its own, only the base image knows where the files belong, and
    they land in `/`.

    ## Example

    ```dockerfile
    FROM jupyter/base-notebook:python-3.11
    COPY notebook.ipynb work/
    ```

    ## Use instead

    ```dockerfile
    FROM jupyter/base-notebook:python-3.11
    COPY notebook.ipynb /opt/work/
    ```
    """
    for step, placed in recipe.steps(Copy):
        if placed.state.workdir is not None or step.destination is None:
            continue
        first = step.destination[0] if step.destination else ""
        if not isinstance(first, str) or first.startswith("/"):
            continue
        base = recipe.root(recipe.stages[placed.stage]).base
        words = places(recipe, placed)
        if not isinstance(base, FromImage) or named(base.reference) in AT_ROOT or not words:
            continue
        yield Problem(
            words[-1],
            f"in a definition file `{show(step.destination)}` is relative to `/`, not to the base image's WORKDIR",
            "write an absolute path, or set WORKDIR",
        )
