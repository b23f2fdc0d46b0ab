"""RC850."""

from collections.abc import Iterator

from recipec.checks.invocation import is_conditional
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity


@rule("RC850", Severity.ERROR, "definition", words="nvidia-smi rocm-smi is_available")
def gpu_in_build(recipe: Recipe) -> Iterator[Problem]:
    """The build wants a GPU, and a build has none.

    `%post` and `%test` run without `--nv`, most often on a node without a GPU: `nvidia-smi` is not there, and the build
    stops, or ends as failed.

    ## Example

    ```singularity
    Bootstrap: docker
    From: nvidia/cuda:12.6.3-runtime-ubuntu24.04

    %test
        nvidia-smi

    %help
        apptainer run --nv image.sif
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: nvidia/cuda:12.6.3-runtime-ubuntu24.04

    %test
        if [ -e /dev/nvidia0 ]; then
            nvidia-smi
        fi

    %help
        apptainer run --nv image.sif
    ```
    """
    for one in recipe.invocations("nvidia-smi", "rocm-smi"):
        if one.script.kind in ("post", "test", "appinstall") and not is_conditional(one) and one.found.in_shell:
            yield Problem(
                one.at(one.words[0]),
                f"`{one.name}: not found`: a build has no GPU",
                "do it when the image runs, or only where `/dev/nvidia0` is",
            )
    for one in recipe.invocations("python", "python3"):
        if one.script.kind not in ("post", "test") or is_conditional(one):
            continue
        for word in one.arguments:
            text = word.value or ""
            if "assert" in text and "cuda.is_available()" in text:
                yield Problem(
                    one.at(word),
                    "a build has no GPU, so that this fails",
                    "check it when the image runs, or only where `/dev/nvidia0` is",
                )
