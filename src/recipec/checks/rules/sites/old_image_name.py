"""RC957."""

from collections.abc import Iterator

from recipec.checks.header import base_span
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.ir.program import FromAgent
from recipec.ir.text import literal
from recipec.regex import regex
from recipec.source import Span

_NAME = regex(r"(?<=[\w}])\.simg\b")


@rule("RC957", Severity.INFO, "definition", words=".simg")
def old_image_name(recipe: Recipe) -> Iterator[Problem]:
    """An image is called `.simg`, as in Singularity 2.

    Since version 3 an image is one file in another format, `.sif`. Engines build that, whatever the name says, and who
    reads `.simg` in the help of a recipe looks for an image that is not there.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %help
        singularity run tool.simg
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %help
        singularity run tool.sif
    ```
    """
    if recipe.target.is_singularity_2:
        return
    text = recipe.source.text
    for stage in recipe.stages:
        reference = literal(stage.base.field("from") or ()) if isinstance(stage.base, FromAgent) else None
        if reference is not None and reference.endswith(".simg"):
            yield Problem(
                base_span(recipe, stage),
                "images are called `.sif` since Singularity 3",
                "build this image anew: engines of today give it that name",
            )
        for section in stage.sections("help", "apphelp"):
            if section.body_span is None:
                continue
            for match in _NAME.finditer(text, *section.body_span):
                span = Span(match.start(), match.end())
                yield Problem(
                    span,
                    "images are called `.sif` since Singularity 3",
                    "write `.sif`",
                    fix=Fix("write `.sif`", (Edit(span, ".sif"),), is_safe=True),
                )
