"""RC659."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import MountType, Run


@rule("RC659", Severity.WARNING, "dockerfile-to-engine", words="--mount")
def run_mount(recipe: Recipe) -> Iterator[Problem]:
    """A definition file has no mounts for single steps.

    What `RUN --mount` shows to one step has no counterpart in `%post`. `recipec convert` makes caches and temporary
    file systems directories that are removed again, and copies what is bound. A secret or an ssh agent it cannot give
    to anybody: the step runs without.

    ## Example

    ```dockerfile
    FROM debian:12
    RUN --mount=type=secret,id=licence make -C /opt/tool LICENCE=/run/secrets/licence
    CMD ["/opt/tool/run"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    RUN make -C /opt/tool
    CMD ["/opt/tool/run"]
    ```
    """
    seen: set[MountType] = set()
    for step, placed in recipe.steps(Run):
        instruction = recipe.instructions.get(placed.span)
        flags = [flag for flag in instruction.flags if flag.name == "mount"] if instruction is not None else []
        for flag, mount in zip(flags, step.mounts, strict=False):
            match mount.type:
                case MountType.SECRET | MountType.SSH:
                    what = "secret" if mount.type is MountType.SECRET else "ssh agent"
                    yield Problem(
                        flag.span,
                        f"a definition file has no {what} to mount: the step runs without it",
                        "bind a file while building: `apptainer build --bind FILE:/run/secrets/NAME`",
                    )
                case kind if kind not in seen:
                    seen.add(kind)
                    yield Problem(
                        flag.span,
                        f"a definition file has no {kind.value} mounts for a step",
                        "`recipec convert` writes what comes to the same",
                        severity=Severity.INFO,
                    )
                case _:
                    pass
