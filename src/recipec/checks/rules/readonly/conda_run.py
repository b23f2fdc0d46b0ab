"""RC236."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import started
from recipec.diagnostics.finding import Severity


@rule("RC236", Severity.INFO, "dockerfile-to-engine", "definition", words="conda mamba")
def conda_run(recipe: Recipe) -> Iterator[Problem]:
    """`conda run` writes when it starts, and the image is read-only.

    Older releases of conda put the script that they start into the environment itself (`.condatmp`), which fails with
    `Read-only file system`. Newer ones need a second for it, and hold back what the program prints unless they are
    told not to. With the environment's `bin` on `PATH`, nothing of that is needed.

    ## Example

    ```singularity
    Bootstrap: docker
    From: condaforge/miniforge3:24.11.3-0

    %runscript
        exec conda run -n tools tool "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: condaforge/miniforge3:24.11.3-0

    %environment
        export PATH="/opt/conda/envs/tools/bin:$PATH"

    %runscript
        exec tool "$@"
    ```
    """
    for one in started(recipe):
        for invocation in one.script.invocations:
            if invocation.name in ("conda", "mamba") and invocation.values[:1] == ("run",):
                yield Problem(
                    one.of(invocation),
                    f"`{invocation.name} run` may write into the environment, which is read-only{one.where}",
                    "put the environment's `bin` on `PATH`, and start the program itself",
                )
                break
