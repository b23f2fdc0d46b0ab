"""RC714."""

from collections.abc import Iterator

from recipec.checks.downloads import DOWNLOADERS
from recipec.checks.header import base_span
from recipec.checks.invocation import Invocation, is_conditional
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.format import Format
from recipec.ir.program import FromImage
from recipec.ir.text import literal, show
from recipec.regex import regex
from recipec.shell.syntax import Word

_MACHINE = regex(r"(?i)x86_64|x86-64|amd64|linux-?x64|linux-?64")


@rule(
    "RC714",
    Severity.INFO,
    "definition",
    "dockerfile-to-engine",
    words="x86_64 x86-64 amd64 x64 linux64 linux-64 --platform",
)
def platform(recipe: Recipe) -> Iterator[Problem]:
    """The image is for one kind of processor, whatever it is built on.

    A download for `x86_64` builds on a machine with ARM processors too, and ends there with `exec format error`. And
    in a definition file nothing chooses the platform of the base, as `FROM --platform` does: it is that of the machine
    that builds, or what `--arch` says.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        wget https://example.org/tool-1.0-linux-x86_64
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        wget https://example.org/tool-1.0-linux-$(uname -m)
    ```
    """
    if recipe.format is Format.DOCKERFILE:
        for stage in recipe.stages:
            if isinstance(stage.base, FromImage) and stage.base.platform and literal(stage.base.platform):
                yield Problem(
                    base_span(recipe, stage),
                    f"a definition file can not ask for `{show(stage.base.platform)}`: the builder's own is taken",
                    "build with `--arch` where it has to be another",
                )
    found = list(_downloads(recipe))
    if found:
        (first, word), rest = found[0], found[1:]
        yield Problem(
            first.at(word),
            "this is for processors of the kind x86-64 only",
            "put `$(uname -m)` in its place, if there is one for others, or say in `%help` where the image runs",
            related=tuple(Related(one.at(each), "this too") for one, each in rest),
        )


def _downloads(recipe: Recipe) -> Iterator[tuple[Invocation, Word]]:
    """Give the downloads that name a kind of processor, where nothing asks which one it is."""
    text = recipe.source.text
    if "uname -m" in text or "TARGETARCH" in text or "print-architecture" in text:
        return
    for one in recipe.invocations(*DOWNLOADERS):
        if one.script.kind in ("pre", "setup") or is_conditional(one):
            continue
        for word in one.arguments:
            if "://" in word.raw and _MACHINE.search(word.raw):
                yield one, word
                break
