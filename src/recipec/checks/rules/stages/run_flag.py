"""RC665."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import Run


@rule("RC665", Severity.WARNING, "dockerfile-to-engine", words="--network --security --device")
def run_flag(recipe: Recipe) -> Iterator[Problem]:
    """A step of a definition file has no network, security or devices of its own.

    All of `%post` runs with the network and the rights that the build has. `RUN --network=none` keeps a step from
    fetching anything, `--security=insecure` lets it do more than others, and neither can be said of a part of `%post`.

    ## Example

    ```dockerfile
    FROM debian:12
    RUN --network=none make -C /opt/tool
    CMD ["/opt/tool/run"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    RUN make -C /opt/tool
    CMD ["/opt/tool/run"]
    ```
    """
    for _, placed in recipe.steps(Run):
        instruction = recipe.instructions.get(placed.span)
        for flag in instruction.flags if instruction is not None else ():
            if flag.name in ("network", "security", "device") and flag.value != "default":
                yield Problem(
                    flag.span,
                    f"`--{flag.name}` has no counterpart: the step runs as all of `%post` does",
                    "nothing to do when the step does not rely on it",
                )
