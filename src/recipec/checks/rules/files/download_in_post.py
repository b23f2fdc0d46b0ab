"""RC610."""

from collections.abc import Iterator

from recipec.checks.copying import places
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import Download


@rule("RC610", Severity.INFO, "dockerfile-to-engine", words="add")
def download_in_post(recipe: Recipe) -> Iterator[Problem]:
    """`ADD` of a URL is a download, and `%files` does not download.

    To `%files` a URL is a file of that name: `cp: cannot stat`. `recipec convert` writes the download into `%post`,
    where the image itself needs `curl` or `wget`, or `git` for a repository.

    ## Example

    ```dockerfile
    FROM debian:12
    ADD https://example.com/data.txt /opt/data.txt
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    COPY data.txt /opt/data.txt
    ```
    """
    for step, placed in recipe.steps(Download):
        words = places(recipe, placed)
        program = "`git`" if step.git else "`curl` or `wget`"
        yield Problem(
            words[0] if words else placed.span,
            f"in a definition file the image downloads this itself, and needs {program} for it",
            "`recipec convert` writes the download into `%post`; install the program there before",
        )
