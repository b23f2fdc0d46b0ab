"""RC614."""

from collections.abc import Iterator

from recipec.checks.copying import from_host
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity


@rule("RC614", Severity.INFO, "definition", words="%files")
def relative_source(recipe: Recipe) -> Iterator[Problem]:
    """Sources of `%files` are looked for where the build is started.

    A relative path is relative to the current directory of `apptainer build`, not to the definition file as with
    Docker's context. Whoever builds from elsewhere gets `cp: cannot stat`, or other files of those names.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        data.txt /opt/data.txt
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        /usr/share/dict/words /opt/words
    ```
    """
    found = [one for one in from_host(recipe) if one.is_relative]
    if found:
        yield Problem(
            found[0].at,
            f"`{found[0].source}` is looked for in the directory in which `apptainer build` is run",
            "run the build in the directory that has the files, and say so in the documentation",
            tuple(Related(one.at, "and this") for one in found[1:]),
        )
