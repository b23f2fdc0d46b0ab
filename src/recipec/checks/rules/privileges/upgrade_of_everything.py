"""RC111."""

from collections.abc import Iterator

from recipec.checks.images import distribution_of
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.unprivileged import has_one_id
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span

_FIRST = 8  # of Red Hat Enterprise Linux and what is built from it


@rule("RC111", Severity.WARNING, "definition", "dockerfile-to-engine", words="yum dnf")
def upgrade_of_everything(recipe: Recipe) -> Iterator[Problem]:
    """`dnf update` replaces the package `filesystem`, which an unprivileged build cannot.

    That package owns `/dev`, `/proc` and `/sys`, which are the host's during the build: `unpacking of archive failed on
    file /dev: cpio: chown failed`. Red Hat Enterprise Linux 8 and later and Fedora have such updates.

    ## Example

    ```singularity --build-mode userns
    Bootstrap: docker
    From: rockylinux/rockylinux:9

    %post
        dnf -y update
    ```

    ## Use instead

    ```singularity --build-mode userns
    Bootstrap: docker
    From: rockylinux/rockylinux:9

    %post
        dnf -y update --exclude=filesystem
    ```
    """
    if not has_one_id(recipe):
        return
    for asked in recipe.packages("yum", action="upgrade"):
        one = asked.invocation
        if asked.packages or not one.script.is_build or any("filesystem" in word.raw for word in one.words):
            continue
        known = distribution_of(recipe, recipe.stages[one.script.stage])
        if known is None or (known.name != "fedora" and (known.major is None or known.major < _FIRST)):
            continue
        verb = next((word for word in one.arguments if word.value == asked.verb), one.words[0])
        end = one.at(one.words[-1]).end
        yield Problem(
            one.at(verb),
            f"`{one.name} {asked.verb}` stops when there is a newer `filesystem`: this build may not change `/dev`",
            "leave that package out, `--exclude=filesystem`, or do without the update",
            fix=None
            if one.inner
            else Fix("leave out `filesystem`", (Edit(Span(end, end), " --exclude=filesystem"),), is_safe=False),
        )
