"""RC710."""

from collections.abc import Iterator

from recipec.checks.header import base_span
from recipec.checks.images import image_of
from recipec.checks.recipe import Recipe, StageView
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.ir.program import FromScratch
from recipec.ir.shells import has_no_shell, may_bring_a_shell
from recipec.source import Span


@rule("RC710", Severity.ERROR, "definition", "dockerfile-to-engine", words="scratch distroless chainguard")
def base_without_shell(recipe: Recipe) -> Iterator[Problem]:
    """The base has no `/bin/sh`, which everything of a definition file is run by.

    `%post` stops with `stat /bin/sh: no such file or directory`; an image whose `%runscript` has no shell builds, and
    does not start: `failed to open /bin/sh for inspection`. Docker runs `["/app"]` in such an image without a shell.
    What Docker has built can be used as it is, by `apptainer build app.sif docker-daemon:app:latest`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: gcr.io/distroless/static-debian12:nonroot

    %runscript
        exec /usr/bin/app "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12-slim

    %runscript
        exec /usr/bin/app "$@"
    ```
    """
    for stage in recipe.stages:
        is_read = recipe.dockerfile is None or stage is recipe.final
        if not is_read or not _has_no_shell(recipe, stage):
            continue
        if recipe.dockerfile is not None:
            yield Problem(
                base_span(recipe, recipe.root(stage)),
                "there is no `/bin/sh` in this image, by which Apptainer starts everything",
                "start from an image that has one, or build with Docker and convert the image: `docker-daemon://`",
            )
            continue
        sections = [
            one for one in stage.sections("post", "appinstall", "runscript", "startscript", "test") if one.body.strip()
        ]
        if sections:
            first = sections[0]
            builds = first.name in ("post", "appinstall", "test")
            yield Problem(
                base_span(recipe, stage),
                f"there is no `/bin/sh` in this base, and `%{first.name}` "
                + ("stops the build" if builds else "never starts"),
                "start from an image that has one, or leave out every script",
                related=(Related(first.span or Span(0, 0), "it is a script of `/bin/sh`"),),
            )


def _has_no_shell(recipe: Recipe, stage: StageView) -> bool:
    """Tell whether no shell is in the base, and nothing may have brought one."""
    if isinstance(recipe.root(stage).base, FromScratch):
        if stage.sections("setup", "pre"):
            return False
    else:
        base = image_of(recipe, stage)
        if base is None or not has_no_shell(f"{base.name}:{base.tag or ''}"):
            return False
    return not any(may_bring_a_shell(placed.step) for one in recipe.lineage(stage) for placed in one.steps)
