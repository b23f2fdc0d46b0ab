"""RC701."""

from collections.abc import Iterator

from recipec.checks.header import base_span
from recipec.checks.images import Image, image
from recipec.checks.published import OFFICIAL, frozen, withdrawn
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.program import FromAgent, FromImage
from recipec.ir.text import literal


@rule("RC701", Severity.WARNING, "definition")
def moving_base(recipe: Recipe) -> Iterator[Problem]:
    """The base image has no tag, or the tag `latest`.

    Both, and tags such as `latest-gpu`, mean whatever was pushed last. The same recipe gives another image next year:
    with another release of the distribution, another Python, other libraries, or it stops building. Nothing in the
    image tells which one it was.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12
    ```
    """
    for stage in recipe.stages:
        reference = stage.reference
        if isinstance(stage.base, FromAgent) and stage.base.agent in ("library", "oras"):
            reference = literal(stage.base.field("from") or ())
        elif not isinstance(stage.base, FromImage):
            continue
        one = image(reference) if reference else None
        if one is None or not one.is_latest or one.registry.startswith("localhost") or _is_not_pushed(one):
            continue
        yield Problem(
            base_span(recipe, stage),
            f"`{reference}` is whatever was pushed last: the next build may start from something else",
            f"name a version, `{_example(one)}`, or its digest",
        )


def _is_not_pushed(image: Image) -> bool:
    """Tell whether nothing is pushed under that tag, or was ever."""
    if image.is_official and image.name not in OFFICIAL:
        return True
    return withdrawn(image) is not None or (image.tag is not None and frozen(image) is not None)


def _example(one: Image) -> str:
    versions = {"ubuntu": "24.04", "debian": "12", "alpine": "3.20", "rockylinux": "9", "almalinux": "9"}
    return f"{one.name}:{versions.get(one.name, 'VERSION')}"
