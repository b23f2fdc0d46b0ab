"""RC848."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity

_NAMES = frozenset(("NVIDIA_VISIBLE_DEVICES", "NVIDIA_DRIVER_CAPABILITIES", "NVIDIA_REQUIRE_CUDA"))


@rule("RC848", Severity.INFO, "dockerfile-to-engine", words="nvidia_visible_devices nvidia_driver_cap nvidia_require")
def container_toolkit_variable(recipe: Recipe) -> Iterator[Problem]:
    """A variable speaks to NVIDIA's container toolkit, which `--nv` does not use.

    Docker's runtime reads `NVIDIA_VISIBLE_DEVICES` and mounts the GPUs that it names. `--nv` mounts all of them; only
    `--nvccli` reads the variables. `CUDA_VISIBLE_DEVICES`, which schedulers set, is what chooses.

    ## Example

    ```dockerfile
    FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
    ENV NVIDIA_VISIBLE_DEVICES=all
    ```

    ## Use instead

    ```dockerfile
    FROM nvidia/cuda:12.6.3-runtime-ubuntu24.04
    ```
    """
    for one in recipe.assigned:
        if one.place == "env" and one.name in _NAMES:
            yield Problem(
                one.at,
                f"`--nv` does not look at `{one.name}`",
                "choose GPUs with `CUDA_VISIBLE_DEVICES`, or start with `--nvccli`",
            )
