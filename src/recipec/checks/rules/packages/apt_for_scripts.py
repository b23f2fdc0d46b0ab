"""RC808."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span

# What both understand alike.
_SHARED = frozenset("install update upgrade remove purge autoremove clean autoclean build-dep".split())


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
    found: dict[Span, list[Invocation]] = {}
    for one in recipe.invocations("apt"):
        if one.script.is_build and not one.inner and one.words[0].value == "apt":
            found.setdefault(one.script.origin, []).append(one)
    for calls in found.values():
        first, *others = (one.at(one.words[0]) for one in calls)
        edits = tuple(Edit(one.at(one.words[0]), "apt-get") for one in calls if _is_shared(one))
        yield Problem(
            first,
            "`apt` warns that it is not for scripts",
            "write `apt-get`",
            related=tuple(Related(other, "and here") for other in others),
            fix=Fix("write `apt-get`", edits, is_safe=True) if len(edits) == len(calls) else None,
        )


def _is_shared(one: Invocation) -> bool:
    verb = one.split("-o -t -c")[0]
    return bool(verb) and verb[0].value in _SHARED
