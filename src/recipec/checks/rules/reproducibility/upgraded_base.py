"""RC754."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity


@rule("RC754", Severity.INFO, "definition", "dockerfile", words="upgrade update")
def upgraded_base(recipe: Recipe) -> Iterator[Problem]:
    """All packages of the base image are upgraded.

    What comes out depends on the day of the build, and the packages that the base has already are in the image a second
    time. A newer tag of the base has the same upgrades, once, and under a name.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get upgrade -y
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12.6

    %post
        apt-get update
    ```
    """
    for asked in recipe.asked:
        if asked.action != "upgrade" or asked.packages or asked.manager not in ("apt", "yum", "zypper", "apk"):
            continue
        one = asked.invocation
        if one.script.is_build:
            yield Problem(
                one.span,
                "which versions are in the image depends on the day on which it is built",
                "take a newer tag of the base image instead",
            )
