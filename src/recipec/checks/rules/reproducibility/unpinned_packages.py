"""RC752."""

from collections.abc import Iterator

from recipec.checks.packages import is_pinned
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.shell.syntax import Word


@rule("RC752", Severity.INFO, "definition", words="pip conda mamba")
def unpinned_packages(recipe: Recipe) -> Iterator[Problem]:
    """Packages of Python or conda are installed without a version.

    The next build takes the newest ones, and whatever these need. Packages of a distribution are another matter: its
    releases change little, and versions that are named there disappear from the archive.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %post
        pip install --no-cache-dir numpy pandas==2.2.2
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %post
        pip install --no-cache-dir numpy==2.1.0 pandas==2.2.2
    ```
    """
    for asked in recipe.packages("pip", "conda"):
        if not asked.invocation.script.is_build:
            continue
        loose = [word for word in asked.packages if _is_loose(word)]
        if not loose:
            continue
        names = ", ".join(f"`{word.raw}`" for word in loose[:3]) + (", …" if len(loose) > 3 else "")
        yield Problem(
            asked.invocation.at(loose[0]),
            f"{names}: the next build takes whatever is newest then",
            "name versions, or install from a list that does",
            tuple(Related(asked.invocation.at(word), "and this") for word in loose[1:4]),
        )


def _is_loose(word: Word) -> bool:
    text = word.value
    if text is None or is_pinned(word) or "/" in text or text in (".", "pip", "setuptools", "wheel"):
        return False
    return not text.startswith((".", "-"))
