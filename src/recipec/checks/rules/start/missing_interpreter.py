"""RC517."""

import re
from collections.abc import Iterator

from recipec.checks.images import distribution_of, image_of
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import interpreter_named
from recipec.checks.starting import files
from recipec.diagnostics.finding import Severity
from recipec.source import Span

# What every image of a distribution itself lacks, and what else in a recipe may bring it.
_ABSENT = {
    "bash": ("alpine", "busybox"),
    "python": ("debian", "ubuntu", "alpine", "busybox"),
    "python3": ("debian", "ubuntu", "alpine", "busybox"),
    "perl": ("alpine", "busybox"),
    "Rscript": ("debian", "ubuntu", "alpine", "busybox"),
}
_BRINGERS = {
    "bash": r"bash",
    "python": r"python|conda|mamba|spack|pyenv|\buv\b|\beb\b|sage",
    "python3": r"python|conda|mamba|spack|pyenv|\buv\b|\beb\b|sage|\bpip3?\b",
    "perl": r"perl|conda|mamba|spack|git\b|\beb\b",
    "Rscript": r"r-base|\bR\b|conda|mamba|spack|rocker|littler",
}


@rule("RC517", Severity.ERROR, "definition", "dockerfile-to-engine", words="alpine busybox debian ubuntu")
def missing_interpreter(recipe: Recipe) -> Iterator[Problem]:
    """The program that a `#!` line names is not in the image.

    Alpine and BusyBox have no `bash`, the images of Debian and Ubuntu no Python. The kernel cannot start such a script,
    and what it says misleads: `no such file or directory` of a file that is there, or, from Apptainer,
    `a shared library is likely missing in the image`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: alpine:3.22

    %runscript
    #!/bin/bash
    exec echo "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: alpine:3.22

    %post
        apk add --no-cache bash

    %runscript
    #!/bin/bash
    exec echo "$@"
    ```
    """
    found = distribution_of(recipe, recipe.final)
    base = image_of(recipe, recipe.final)
    # A distribution and nothing else: images that are made of one may have anything.
    if found is None or base is None or base.name.rpartition("/")[2] not in ("alpine", "busybox", "debian", "ubuntu"):
        return
    for name, at, where in _named(recipe):
        if found.name not in _ABSENT.get(name, ()):
            continue
        if re.search(_BRINGERS[name], "\n".join(_said(recipe))):
            continue
        yield Problem(
            at,
            f"`{name}` is not in `{base.name}`: "
            + (
                f"`{where}` needs it, and starting fails with `no such file or directory`"
                if where
                else "the start fails"
            ),
            f"install `{name}`" + (", or write the script for `sh`" if name == "bash" else ""),
        )


def _said(recipe: Recipe) -> Iterator[str]:
    """Give the lines of a recipe that may bring a program into the image."""
    for line in recipe.source.text.split("\n"):
        bare = line.strip().lower()
        if not bare.startswith(("#", "from", "entrypoint", "cmd")):
            yield line


def _named(recipe: Recipe) -> Iterator[tuple[str, Span, str]]:
    """Give the interpreters that scripts name, where, and in which file of the context."""
    for script in recipe.final_scripts("runscript", "startscript", "test"):
        if script.text.startswith("#!"):
            end = script.text.find("\n")
            yield _program(script.text), script.span(Span(0, len(script.text) if end < 0 else end)), ""
    for file in files(recipe):
        if file.is_executed and recipe.context is not None:
            head = recipe.context.read(file.brought.source, 200).decode(errors="replace")
            if head.startswith("#!"):
                yield _program(head), file.word.span, file.brought.source


def _program(text: str) -> str:
    return next((word.rpartition("/")[2] for word in interpreter_named(text)), "")
