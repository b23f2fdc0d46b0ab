"""RC807."""

from collections.abc import Iterator

from recipec.checks.additions import to_section
from recipec.checks.caches import kept
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Fix
from recipec.format import Format


@rule("RC807", Severity.INFO, "definition", "dockerfile", words="conda mamba")
def conda_packages_kept(recipe: Recipe) -> Iterator[Problem]:
    """What `conda` or `mamba` fetched stays in the image.

    The archives of all packages and what was unpacked from them stay below `pkgs`, often more than the environment
    itself.

    ## Example

    ```singularity
    Bootstrap: docker
    From: mambaorg/micromamba:1.5.8

    %post
        micromamba install -y -n base -c conda-forge bwa=0.7.18
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: mambaorg/micromamba:1.5.8

    %post
        micromamba install -y -n base -c conda-forge bwa=0.7.18
        micromamba clean --all --yes
    ```
    """
    for asked in kept(recipe, "conda"):
        one = asked.invocation
        name = one.words[0].raw
        command = f"{name} clean --all --yes"
        is_last = recipe.format is Format.DEFINITION and one.script.stage == recipe.final.number
        edit = to_section(recipe, "post", command) if is_last else None
        where = "end `%post` with" if recipe.format is Format.DEFINITION else "end the same `RUN` with"
        yield Problem(
            one.span,
            f"what `{one.name}` fetched stays in the image",
            f"{where} `{command}`",
            fix=None if edit is None else Fix("remove what was fetched", (edit,), is_safe=True),
        )
