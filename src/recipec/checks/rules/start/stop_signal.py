"""RC520."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import StopSignal


@rule("RC520", Severity.INFO, "dockerfile-to-engine", words="stopsignal")
def stop_signal(recipe: Recipe) -> Iterator[Problem]:
    """`STOPSIGNAL` has no counterpart.

    Docker sends this signal to end a container. Schedulers have their own (`scancel --signal`), and an instance of
    Apptainer or Singularity gets what `instance stop --signal` says, `SIGINT` when nothing is said.

    ## Example

    ```dockerfile
    FROM nginx:1.27
    STOPSIGNAL SIGQUIT
    ```

    ## Use instead

    ```dockerfile
    FROM nginx:1.27
    ```
    """
    for _, placed in recipe.steps(StopSignal):
        if placed.stage == recipe.final.number:
            yield Problem(
                placed.span,
                "no engine but Docker sends this signal",
                "name it when stopping: `apptainer instance stop --signal ...`",
            )
