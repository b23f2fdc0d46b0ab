"""RC541."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
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
    for step, placed in recipe.steps(Expose):
        if placed.stage not in recipe.final_stages:
            continue
        ports = [recipe.value(port, placed.state) or "" for port in step.ports]
        low = next((port for port in ports if 0 < _number(port) < 1024), None)
        if low is None:
            yield Problem(
                placed.span,
                "there is one network, the host's: the port is taken as soon as another program on the node has it",
                "let the user choose the port",
            )
        else:
            yield Problem(
                placed.span,
                f"who is not root may not listen on port {_number(low)}: `bind: Permission denied`",
                "listen on a port above 1023 that the user chooses",
                severity=Severity.WARNING,
            )


def _number(port: str) -> int:
    head = port.partition("/")[0].partition("-")[0]
    return int(head) if head.isdigit() else 0
