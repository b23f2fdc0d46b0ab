"""RC541."""

from collections.abc import Iterator

from recipec.checks.recipe import Placed, Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.ir.steps import Expose


@rule("RC541", Severity.INFO, "dockerfile-to-engine", words="expose")
def expose(recipe: Recipe) -> Iterator[Problem]:
    """`EXPOSE` means nothing where there is one network: the host's.

    Apptainer and Singularity start programs in the network of the host. There is no port of a container that is mapped
    to one of the host: two jobs on a node that want the same port collide with `Address already in use`, and ports
    below 1024 are root's.

    ## Example

    ```dockerfile
    FROM debian:12
    EXPOSE 8080
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    ENV APP_PORT=8080
    ```
    """
    found = [(step, placed) for step, placed in recipe.steps(Expose) if placed.stage in recipe.final_stages]
    lows = [(placed.span, low) for step, placed in found if (low := _low(recipe, step, placed))]
    if lows:
        span, low = lows[0]
        yield Problem(
            span,
            f"who is not root may not listen on port {low}: `bind: Permission denied`",
            "listen on a port above 1023 that the user chooses",
            tuple(Related(at, f"nor on port {port}") for at, port in lows[1:]),
            severity=Severity.WARNING,
        )
    free = [placed.span for step, placed in found if not _low(recipe, step, placed)]
    if free:
        yield Problem(
            free[0],
            "there is one network, the host's: the port is taken as soon as another program on the node has it",
            "let the user choose the port",
            tuple(Related(at, "this one too") for at in free[1:]),
        )


def _low(recipe: Recipe, step: Expose, placed: Placed) -> int:
    """Give the first port of root's own; 0 where there is none."""
    numbers = (_number(recipe.value(port, placed.state) or "") for port in step.ports)
    return next((number for number in numbers if 0 < number < 1024), 0)


def _number(port: str) -> int:
    head = port.partition("/")[0].partition("-")[0]
    return int(head) if head.isdigit() else 0
