"""RC205."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity

# What looks into home when it runs: where, and the variable that tells it another place.
_STATES = {
    "julia": ("~/.julia", "JULIA_DEPOT_PATH"),
    "nextflow": ("~/.nextflow", "NXF_HOME"),
}


@rule("RC205", Severity.INFO, "definition", "dockerfile-to-engine", words="julia nextflow")
def state_of_the_user(recipe: Recipe) -> Iterator[Problem]:
    """A program of the image keeps its packages and settings in the home of whoever runs it.

    Home is the user's own and mounted into every container, so that packages of another version, which another image
    or the host has left there, are found before those of the image.

    ## Example

    ```singularity
    Bootstrap: docker
    From: julia:1.10.4

    %post
        julia -e 'using Pkg; Pkg.add("CSV")'
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: julia:1.10.4

    %post
        export JULIA_DEPOT_PATH=/opt/julia
        julia -e 'using Pkg; Pkg.add("CSV")'

    %environment
        export JULIA_DEPOT_PATH=/opt/julia
    ```
    """
    told: set[str] = set()
    for one in recipe.invocations(*_STATES):
        place, variable = _STATES[one.name]
        if one.name in told or variable in recipe.source.text:
            continue
        if recipe.is_made_by(one.script):
            told.add(one.name)
            yield Problem(
                one.at(one.words[0]),
                f"`{one.name}` looks into `{place}` of whoever runs the image",
                f"set `{variable}` to a directory of the image, or have it run with `--no-home`",
            )
