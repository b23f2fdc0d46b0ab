"""RC232."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity

# Packages that have numba keep what it compiles.
_NUMBA = frozenset(
    (
        "numba librosa umap-learn scanpy pynndescent datashader scvelo resampy stumpy squidpy scirpy sgkit trackpy "
        "quartical sparse"
    ).split()
)


@rule("RC232", Severity.INFO, "dockerfile-to-engine", "definition", words=" ".join(sorted(_NUMBA)))
def numba_cache(recipe: Recipe) -> Iterator[Problem]:
    """Numba keeps what it has compiled next to the code, where nobody can write.

    It then looks for a place below home. Where that cannot be written either (`--no-home`, a container of a workflow
    engine, a cluster without homes on its nodes), the import ends with `RuntimeError: cannot cache function: no
    locator available`. `NUMBA_CACHE_DIR` names a place.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim-bookworm

    %post
        pip install --no-cache-dir scanpy==1.10.4
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim-bookworm

    %post
        pip install --no-cache-dir scanpy==1.10.4

    %environment
        export NUMBA_CACHE_DIR=/tmp/numba
    ```
    """
    if "NUMBA_CACHE_DIR" in recipe.source.text or "NUMBA_DISABLE_JIT" in recipe.source.text:
        return
    for wish in recipe.packages("pip", "conda"):
        if not recipe.is_made_by(wish.invocation.script):
            continue
        for word, name in zip(wish.packages, (word.raw for word in wish.packages), strict=True):
            bare = name.strip("\"'").rpartition("::")[2].lower().replace("_", "-")
            for mark in "=<>!~[; ":
                bare = bare.partition(mark)[0]
            if bare in _NUMBA:
                yield Problem(
                    wish.invocation.at(word),
                    f"without a home, `{bare}` may stop with `cannot cache function: no locator available`",
                    "set `NUMBA_CACHE_DIR=/tmp/numba` for when the image runs",
                )
                return
