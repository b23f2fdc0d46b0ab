"""RC808."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix

# What both understand alike.
_SHARED = frozenset("install update upgrade remove purge autoremove clean autoclean full-upgrade build-dep".split())


@rule("RC808", Severity.INFO, "definition", words="apt")
def apt_for_scripts(recipe: Recipe) -> Iterator[Problem]:
    """`apt` is made for people at a terminal, `apt-get` for scripts.

    `apt` says so itself at every call: `apt does not have a stable CLI interface. Use with caution in scripts.` Its
    options and its output may change with any release.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt update
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
    ```
    """
    for one in recipe.invocations("apt"):
        if one.script.is_build and not one.inner and one.words[0].value == "apt":
            place = one.at(one.words[0])
            verb = one.split("-o -t -c")[0]
            is_shared = bool(verb) and verb[0].value in _SHARED and verb[0].value != "full-upgrade"
            yield Problem(
                place,
                "`apt` warns that it is not for scripts",
                "write `apt-get`",
                fix=Fix("write `apt-get`", (Edit(place, "apt-get"),), is_safe=True) if is_shared else None,
            )
