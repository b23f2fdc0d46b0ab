"""RC108."""

from collections.abc import Iterator

from recipec.checks.additions import at_start
from recipec.checks.images import distribution_of
from recipec.checks.packages import Asked
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.unprivileged import has_one_id
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Fix

_SETTING = "APT::Sandbox::User"
_LINE = f"echo '{_SETTING} \"root\";' > /etc/apt/apt.conf.d/99sandbox"

# The releases whose APT has the sandbox.
_FIRST = {"debian": 9, "ubuntu": 16}


@rule("RC108", Severity.ERROR, "definition", "dockerfile-to-engine", words="apt")
def apt_sandbox(recipe: Recipe) -> Iterator[Problem]:
    """`apt-get` cannot change to its user `_apt` in an unprivileged build.

    APT downloads as a user of its own. Who builds without root and without a range of ids (`/etc/subuid`) has no other
    user in the build than root, and Apptainer stops with `E: setgroups 65534 failed` and exit status 100. With
    `APT::Sandbox::User` set to root, which does no harm elsewhere, updating and installing work. Where the host has the
    program `fakeroot`, Apptainer uses that, and APT works if the image's libc does (RC110).

    ## Example

    ```singularity --build-mode userns
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
    ```

    ## Use instead

    ```singularity --build-mode userns
    Bootstrap: docker
    From: debian:12

    %post
        echo 'APT::Sandbox::User "root";' > /etc/apt/apt.conf.d/99sandbox
        apt-get update
    ```
    """
    if not has_one_id(recipe):
        return
    for stage in recipe.stages:
        known = distribution_of(recipe, stage)
        if known is not None and known.major is not None and known.major < _FIRST.get(known.name, 0):
            continue
        before = {one.number for one in recipe.lineage(stage)} - {stage.number}
        asked = [one for one in recipe.packages("apt", action="update") if _is_in(one, stage.number)]
        asked += [one for one in recipe.packages("apt") if _is_in(one, stage.number)]
        asked += [one for one in recipe.packages("apt", action="upgrade") if _is_in(one, stage.number)]
        asked.sort(key=lambda one: one.invocation.span)
        texts = [
            script.text for script in recipe.scripts if script.stage in (stage.number, *before) and script.is_build
        ]
        earlier = any(_is_in(one, number) for one in recipe.asked if one.manager == "apt" for number in before)
        if asked and not earlier and not any(_SETTING in text for text in texts):
            first = asked[0].invocation
            edit = at_start(recipe, first.script, _LINE)
            yield Problem(
                first.at(first.words[0]),
                f"`{first.name}` stops with `setgroups 65534 failed`: this build has no user `_apt` to download as",
                f"begin with `{_LINE}`",
                tuple(Related(one.invocation.at(one.invocation.words[0]), "and here") for one in asked[1:4]),
                None if edit is None else Fix("let APT download as root", (edit,), is_safe=True),
            )


def _is_in(asked: Asked, stage: int) -> bool:
    script = asked.invocation.script
    return script.stage == stage and script.is_build
