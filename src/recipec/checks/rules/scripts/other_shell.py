"""RC315."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity


@rule("RC315", Severity.INFO, "dockerfile-to-engine", words="shell")
def other_shell(recipe: Recipe) -> Iterator[Problem]:
    """A definition file has no `SHELL`.

    What reads a `%post` is said once for all of it, behind the name of the section. `recipec convert` writes
    `SHELL ["/bin/bash", "-o", "pipefail", "-c"]` as `%post -c /bin/bash -e -o pipefail`, and where the shell changes in
    between, it has each part read by its own.

    ## Example

    ```dockerfile
    FROM debian:12
    SHELL ["/bin/bash", "-c"]
    RUN make -C /opt/tool
    CMD ["/opt/tool/tool"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    RUN make -C /opt/tool
    CMD ["/opt/tool/tool"]
    ```
    """
    for instruction in recipe.dockerfile.instructions if recipe.dockerfile is not None else ():
        if instruction.name == "SHELL" and instruction.json and instruction.json[0].startswith("/"):
            yield Problem(
                instruction.span,
                "a definition file has no `SHELL`: `/bin/sh` reads `%post`",
                f"write `%post -c {instruction.json[0]} -e`, as `recipec convert` does",
            )
            return
