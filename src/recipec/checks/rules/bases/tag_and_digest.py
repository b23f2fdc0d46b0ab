"""RC703."""

from collections.abc import Iterator

from recipec.checks.header import base_span
from recipec.checks.images import image
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@rule("RC703", Severity.ERROR, "definition", "dockerfile-to-engine", words="@sha256:")
def tag_and_digest(recipe: Recipe) -> Iterator[Problem]:
    """The base has a tag and a digest, which older engines refuse.

    The digest alone decides which image it is; the tag is there for people. Docker and Apptainer 1.4 read such a
    reference; Singularity 3 and older releases of Apptainer stop with `Docker references with both a tag and digest are
    currently not supported`.

    ## Example

    ```singularity --target singularity-3.x
    Bootstrap: docker
    From: debian:12@sha256:2f8ac6fe0c2c4ff5a8d7f5b5a5a4a0fb0a1d0a1c4a0b4fb0f0b0a5c5d7e8f901
    ```

    ## Use instead

    ```singularity --target singularity-3.x
    Bootstrap: docker
    # debian:12
    From: debian@sha256:2f8ac6fe0c2c4ff5a8d7f5b5a5a4a0fb0a1d0a1c4a0b4fb0f0b0a5c5d7e8f901
    ```
    """
    if recipe.target.has_tag_with_digest:
        return
    for stage in recipe.stages:
        one = image(stage.reference) if stage.reference else None
        if one is None or one.tag is None or one.digest is None:
            continue
        span = base_span(recipe, stage)
        start = recipe.source.text.find(f":{one.tag}@", span.start, span.end)
        if start < 0:
            continue
        tag = Span(start, start + 1 + len(one.tag))
        yield Problem(
            tag,
            f"`{recipe.target.name}` refuses a reference with the tag `{one.tag}` and a digest",
            "leave the tag out: the digest says which image it is",
            fix=Fix("leave the tag out", (Edit(tag, ""),), is_safe=True),
        )
