"""RC104."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@rule("RC104", Severity.ERROR, "definition", "dockerfile-to-engine", words="sudo")
def sudo(recipe: Recipe) -> Iterator[Problem]:
    """`sudo` is not in the image, or cannot make anybody root.

    While an image is built, every step is run by root already, and most base images have no `sudo`: the build stops
    with `sudo: not found`. When the image runs, no program can gain privileges: Apptainer and Singularity mount images
    `nosuid` and set `no_new_privs`, so that `sudo` fails with `effective uid is not 0`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        sudo apt-get update
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
    ```
    """
    installed = any("sudo" in asked.names for asked in recipe.packages())
    for script in recipe.scripts:
        for one in script.invocations:
            if "sudo" not in one.wrappers and one.name != "sudo":
                continue
            word = next(word for word in one.found.command.words if word.value == "sudo")
            at = script.span(word.span)
            if script.is_build:
                changes_user = one.found.command.words[1:2] and one.found.command.words[1].raw.startswith("-")
                yield Problem(
                    at,
                    "the build is root's already, and `sudo` is one more package"
                    if installed
                    else "`sudo: not found` stops the build, unless the base image has it",
                    "leave `sudo` out: the step runs as root",
                    fix=None
                    if changes_user or one.inner or "sudo" not in one.wrappers
                    else Fix(
                        "leave out `sudo`",
                        (Edit(script.span(Span(word.span.start, one.words[0].span.start)), ""),),
                        is_safe=True,
                    ),
                    severity=Severity.INFO if installed else None,
                )
            else:
                yield Problem(
                    at,
                    "`sudo` fails when the image runs: nothing in a container can gain privileges",
                    "do as root while building what needs root, and leave `sudo` out here",
                )
