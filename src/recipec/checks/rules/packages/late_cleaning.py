"""RC809."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity


@rule("RC809", Severity.INFO, "definition-to-docker", words="/var/lib/apt/lists clean .cache")
def late_cleaning(recipe: Recipe) -> Iterator[Problem]:
    """Cleaning that stands apart from what it cleans may not make a Docker image smaller.

    A definition file makes one layer: what is removed at the end of `%post` is not in the image. Docker keeps a layer
    for each `RUN`, and what a later one removes is still in the earlier one. `recipec convert` keeps a script in one
    `RUN` wherever its parts depend on each other; where it writes several, the cleaning may be in another one.

    ## Example

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y --no-install-recommends bwa

        useradd worker

        rm -rf /var/lib/apt/lists/*
    ```

    ## Use instead

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y --no-install-recommends bwa
        rm -rf /var/lib/apt/lists/*
    ```
    """
    for script in recipe.scripts_of("post"):
        installs = [one for one in recipe.packages() if one.invocation.script is script]
        for one in script.invocations:
            cleans = (one.name == "rm" and any("/var/lib/apt/lists" in word for word in one.values)) or (
                one.name in ("yum", "dnf", "conda", "mamba") and one.values[:1] == ("clean",)
            )
            before = [each for each in installs if each.invocation.words[0].span.start < one.words[0].span.start]
            if not cleans or not before:
                continue
            between = script.text[before[-1].invocation.words[-1].span.end : one.words[0].span.start]
            if "\n\n" in between.replace(" ", ""):
                last = before[-1].invocation
                yield Problem(
                    one.span,
                    "in a Docker image this may remove nothing from the layer of the installation",
                    "move it right below the installation",
                    (Related(last.span, "this is what it cleans up after"),),
                )
