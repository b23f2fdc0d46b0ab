"""RC204."""

from collections.abc import Iterator

from recipec.checks.additions import to_section, to_stage
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Fix
from recipec.format import Format

_NAMES = ("R_LIBS_USER", "R_PROFILE_USER", "R_ENVIRON_USER", "--vanilla", "--no-init-file", "--no-environ")
_PACKAGES = frozenset(("r-base", "r-base-core", "r-base-dev", "R", "R-core", "r-essentials"))


@rule("RC204", Severity.INFO, "definition", "dockerfile-to-engine", words="rscript r-base install.packages install2.r")
def user_r_library(recipe: Recipe) -> Iterator[Problem]:
    """R packages and settings in the home of whoever runs the image come before those of the image.

    Home is mounted, and R looks into `~/R/x86_64-pc-linux-gnu-library`, `~/.Rprofile` and `~/.Renviron` first. What
    the user once installed there is loaded in the place of the image's: `namespace is being loaded, but a newer
    version is required`, or it wants a library of the host that the image lacks. Three variables tell R not to look.

    ## Example

    ```singularity
    Bootstrap: docker
    From: rocker/r-ver:4.4.1

    %post
        Rscript -e 'install.packages("ape", repos = "https://packagemanager.posit.co/cran/2024-06-14")'
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: rocker/r-ver:4.4.1

    %post
        Rscript -e 'install.packages("ape", repos = "https://packagemanager.posit.co/cran/2024-06-14")'

    %environment
        export R_LIBS_USER=/opt/none R_PROFILE_USER=/dev/null R_ENVIRON_USER=/dev/null
    ```
    """
    if any(name in recipe.source.text for name in _NAMES):
        return
    found = list(recipe.invocations("R", "Rscript", "install2.r", "install.r"))
    found += [asked.invocation for asked in recipe.packages() if not _PACKAGES.isdisjoint(asked.names)]
    found = [one for one in found if recipe.is_made_by(one.script)]
    if not found:
        return
    first = min(found, key=lambda one: one.span)
    settings = "R_LIBS_USER=/opt/none R_PROFILE_USER=/dev/null R_ENVIRON_USER=/dev/null"
    edit = (
        to_section(recipe, "environment", f"export {settings}")
        if recipe.format is Format.DEFINITION
        else to_stage(recipe, f"ENV {settings}")
    )
    yield Problem(
        first.at(first.words[0]),
        "R packages and settings in the home of whoever runs the image come before the image's",
        f"set `{settings}`",
        fix=None if edit is None else Fix("keep R out of home", (edit,), is_safe=True),
    )
