"""RC804."""

from collections.abc import Iterator

from recipec.checks.additions import to_section
from recipec.checks.caches import kept
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Fix


@rule("RC804", Severity.INFO, "definition", words="apt")
def apt_lists_kept(recipe: Recipe) -> Iterator[Problem]:
    """The lists of packages that `apt-get update` fetched stay in the image.

    They are some 20 to 50 MB that nobody will use: the next installation fetches newer ones. A definition file makes
    one layer, so it does not matter where in `%post` they are removed.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y bwa
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y bwa
        rm -rf /var/lib/apt/lists/*
    ```
    """
    updated = {one.invocation.script.stage for one in recipe.packages("apt", action="update")}
    for asked in kept(recipe, "apt"):
        if asked.invocation.script.stage not in updated:
            continue  # what lists there are, the base has kept
        edit = to_section(recipe, "post", "rm -rf /var/lib/apt/lists/*")
        is_last = asked.invocation.script.stage == recipe.final.number
        yield Problem(
            asked.invocation.span,
            "the lists of packages stay in the image",
            "end `%post` with `rm -rf /var/lib/apt/lists/*`",
            fix=Fix("remove the lists", (edit,), is_safe=True) if edit is not None and is_last else None,
        )
