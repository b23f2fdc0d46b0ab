"""RC806."""

from collections.abc import Iterator

from recipec.checks.additions import above
from recipec.checks.caches import kept
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Fix


@rule("RC806", Severity.INFO, "definition", words="pip")
def pip_cache_kept(recipe: Recipe) -> Iterator[Problem]:
    """What `pip` fetched and built stays in the image, below `/root/.cache`.

    Every wheel is in the image twice then, and the second one is never used: the home of whoever runs the image is
    another one.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %post
        pip install numpy==2.1.0
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %post
        export PIP_NO_CACHE_DIR=1
        pip install numpy==2.1.0
    ```
    """
    if "PIP_NO_CACHE_DIR" in recipe.source.text or "pip cache purge" in recipe.source.text:
        return
    for asked in kept(recipe, "pip"):
        edit = above(asked.invocation.script, "export PIP_NO_CACHE_DIR=1")
        yield Problem(
            asked.invocation.span,
            "what `pip` fetched stays in the image, below `/root/.cache`",
            "put `export PIP_NO_CACHE_DIR=1` at the top of `%post`, or write `pip install --no-cache-dir`",
            fix=None if edit is None else Fix("keep no cache", (edit,), is_safe=True),
        )
