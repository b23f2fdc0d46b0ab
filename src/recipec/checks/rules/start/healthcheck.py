"""RC518."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import Healthcheck


@rule("RC518", Severity.INFO, "dockerfile-to-engine", words="healthcheck")
def healthcheck(recipe: Recipe) -> Iterator[Problem]:
    """Nobody runs a `HEALTHCHECK` of Docker.

    Apptainer and Singularity have no daemon that would look after a container. `%test` is no place for it either: it
    runs while the image is built, when no service is there to answer.

    ## Example

    ```dockerfile
    FROM nginx:1.27
    HEALTHCHECK CMD curl -f http://localhost/ || exit 1
    ```

    ## Use instead

    ```dockerfile
    FROM nginx:1.27
    ```
    """
    for step, placed in recipe.steps(Healthcheck):
        if step.command is not None and placed.stage == recipe.final.number:
            yield Problem(
                placed.span,
                "no engine but Docker runs this check",
                "let whoever starts the service look after it; a definition file has nothing like it",
            )
