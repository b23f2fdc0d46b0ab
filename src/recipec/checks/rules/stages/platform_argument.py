"""RC658."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import Argument

_NAMES = "TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT"


@rule("RC658", Severity.INFO, "dockerfile-to-engine", words=_NAMES)
def platform_argument(recipe: Recipe) -> Iterator[Problem]:
    """Nobody says for which platform Apptainer builds.

    BuildKit gives `ARG TARGETARCH` and its like a value without being asked. In a definition file they are arguments
    as all others, empty unless somebody sets them. `recipec convert` writes those of `linux/amd64`, and a build for
    another machine needs `--build-arg`.

    ## Example

    ```dockerfile
    FROM debian:12
    ARG TARGETARCH
    RUN make -C /opt/tool ARCH=$TARGETARCH
    CMD ["/opt/tool/run"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    RUN make -C /opt/tool ARCH=$(dpkg --print-architecture)
    CMD ["/opt/tool/run"]
    ```
    """
    names = frozenset(_NAMES.split())
    seen: set[str] = set()
    for step, placed in recipe.steps(Argument):
        if step.name in names and step.default is None and step.name not in seen:
            seen.add(step.name)
            yield Problem(
                placed.span,
                f"`{step.name}` has no value but in BuildKit",
                "ask the machine (`uname -m`, `dpkg --print-architecture`), or build with "
                f"`--build-arg {step.name}=...`",
            )
