"""RC611."""

from collections.abc import Iterator

from recipec.checks.copying import places
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import Unpack


@rule("RC611", Severity.INFO, "dockerfile-to-engine", words="add")
def added_archive(recipe: Recipe) -> Iterator[Problem]:
    """`ADD` unpacks an archive, `%files` copies it.

    Docker looks into what `ADD` copies, and unpacks local tar archives, compressed or not; zip archives stay as they
    are. `%files` leaves the archive itself at the destination. `recipec convert` unpacks it in `%post`.

    ## Example

    ```dockerfile
    FROM debian:12
    ADD tools.tar.gz /opt
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    COPY tools /opt/tools
    ```
    """
    for _, placed in recipe.steps(Unpack):
        words = places(recipe, placed)
        yield Problem(
            words[0] if words else placed.span,
            "`%files` copies the archive, and does not unpack it",
            "`recipec convert` unpacks it in `%post` with the image's `tar`",
        )
