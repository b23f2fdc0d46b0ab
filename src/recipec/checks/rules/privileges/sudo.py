"""RC104."""

from collections.abc import Iterator

from recipec.checks.images import distribution_of, image_of, is_distribution
from recipec.checks.invocation import Invocation, is_conditional
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.format import Format
from recipec.ir.options import BuildMode
from recipec.shell.syntax import Word
from recipec.source import Span

_UBUNTU_WITHOUT = 16  # the first Ubuntu whose image has no sudo


@rule("RC104", Severity.ERROR, "definition", "dockerfile-to-engine", words="sudo")
def sudo(recipe: Recipe) -> Iterator[Problem]:
    """`sudo` is not in the image, or cannot make anybody root.

    While an image is built, every step is run by root already, in builds of ordinary users too, and the images of
    distributions have no `sudo`: the build stops with `sudo: not found`. When the image runs, no program can gain
    privileges: Apptainer and Singularity mount images `nosuid` and set `no_new_privs`, so that `sudo` fails with
    `effective uid is not 0`.

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
    is_installed = any("sudo" in asked.names for asked in recipe.packages())
    image = image_of(recipe, recipe.final)
    is_plain = image is not None and is_distribution(image)
    known = distribution_of(recipe, recipe.final)
    if known is not None and known.name == "ubuntu" and known.major is not None and known.major < _UBUNTU_WITHOUT:
        is_installed = True
    for script in recipe.scripts:
        found = [(one, word) for one in script.invocations if (word := _word(one)) is not None]
        if script.is_build:
            found = [(one, word) for one, word in found if not _is_guarded(one)]
        if not found:
            continue
        first, word = found[0]
        related = tuple(Related(script.span(other.span), "and here") for _, other in found[1:6])
        if not script.is_build:
            yield Problem(
                script.span(word.span),
                "`sudo` fails when the image runs: nothing in a container can gain privileges",
                "do as root while building what needs root, and leave `sudo` out here",
                related,
            )
        elif recipe.format is Format.DEFINITION:
            yield Problem(
                script.span(word.span),
                "the build is root's already, and `sudo` is one more package"
                if is_installed
                else "`sudo: not found` stops the build" + ("" if is_plain else ", unless the base image has it"),
                "run it as that user: `su -s /bin/sh USER -c 'COMMAND'`, or leave `sudo` out: the step runs as root"
                if _changes_user(first)
                else "leave `sudo` out: the step runs as root",
                related,
                _fix(script, found),
                Severity.INFO if is_installed else None if is_plain else Severity.WARNING,
            )
        elif script.user == "":
            yield Problem(
                script.span(word.span),
                "the build is root's already, and `sudo` is one more package",
                "leave `sudo` out: the step runs as root",
                related,
                _fix(script, found),
                Severity.INFO,
            )
        elif recipe.settings.build_mode is BuildMode.USERNS:
            yield Problem(
                script.span(word.span),
                "in this build every step runs as root, and `sudo` has to be installed to do nothing",
                "run the step above the USER, without `sudo`",
                related,
                severity=Severity.WARNING,
            )


def _word(one: Invocation) -> Word | None:
    """Give the word `sudo` with which a program is run, or that is run alone."""
    if "sudo" not in one.wrappers and one.name != "sudo":
        return None
    if one.inner:
        return one.words[0]
    return next((word for word in one.found.command.words if word.value == "sudo"), None)


def _changes_user(one: Invocation) -> bool:
    return any(word.raw in ("-u", "-i", "-s") or word.raw.startswith("--user") for word in one.found.command.words[1:3])


def _is_guarded(one: Invocation) -> bool:
    """Tell whether it runs only where there is a `sudo`."""
    return is_conditional(one) and any(
        mark in one.script.text for mark in ("command -v sudo", "which sudo", "type sudo", "hash sudo", "id -u", "EUID")
    )


def _fix(script: PlacedScript, found: list[tuple[Invocation, Word]]) -> Fix | None:
    """Leave out every `sudo` that stands right before its program; None when one changes the user or more."""
    edits: list[Edit] = []
    for one, word in found:
        following = next((each for each in one.found.command.words if each.span.start > word.span.start), None)
        if one.inner or "sudo" not in one.wrappers or following is None or following.raw.startswith("-"):
            return None
        edits.append(Edit(script.span(Span(word.span.start, following.span.start)), ""))
    return Fix("leave out `sudo`", tuple(edits), is_safe=True)
