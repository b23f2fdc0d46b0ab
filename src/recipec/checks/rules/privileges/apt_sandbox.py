"""RC108."""

from collections.abc import Iterator

from recipec.checks.additions import at_start
from recipec.checks.images import distribution_of
from recipec.checks.packages import Asked
from recipec.checks.recipe import Recipe, StageView
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
        asked = [one for one in _of_apt(recipe, stage) if one.action in ("update", "install", "upgrade")]
        asked.sort(key=lambda one: one.invocation.span)
        if asked and not _is_settled(recipe, stage):
            first = asked[0].invocation
            edit = at_start(recipe, first.script, _LINE)
            yield Problem(
                first.at(first.words[0]),
                f"`{first.name}` stops with `setgroups 65534 failed`: this build has no user `_apt` to download as",
                f"begin with `{_LINE}`",
                tuple(Related(one.invocation.at(one.invocation.words[0]), "and here") for one in asked[1:4]),
                None if edit is None else Fix("let APT download as root", (edit,), is_safe=True),
            )


def _of_apt(recipe: Recipe, stage: StageView) -> list[Asked]:
    return [one for one in recipe.asked_in(stage) if one.manager == "apt" and one.invocation.script.is_build]


def _is_settled(recipe: Recipe, stage: StageView) -> bool:
    """Tell whether the setting is made in a stage, or APT is asked for something in one that it starts from."""
    line = recipe.lineage(stage)
    return any(_of_apt(recipe, one) for one in line[:-1]) or any(
        _SETTING in script.text for one in line for script in recipe.scripts_in(one) if script.is_build
    )
