"""RC656."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe, StageView
from recipec.checks.rule import Problem, rule
from recipec.checks.written import copied
from recipec.diagnostics.finding import Related, Severity
from recipec.ir.steps import Copy, FromContext, FromStageName
from recipec.source import Span


@rule("RC656", Severity.WARNING, "definition", words="%files")
def files_before_stage_files(recipe: Recipe) -> Iterator[Problem]:
    """Files of the host win over those of a stage, wherever they stand.

    The engines copy every `%files from STAGE` of a stage first, and what comes from the host after that. A `%files`
    that stands above is written over nothing: it is the one that lasts.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12
    Stage: build

    %post
        make -C /opt/tool

    Bootstrap: docker
    From: debian:12

    %files
        tool.conf /opt/tool.conf

    %files from build
        /opt/tool/tool.conf /opt/tool.conf
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12
    Stage: build

    %post
        make -C /opt/tool

    Bootstrap: docker
    From: debian:12

    %files from build
        /opt/tool/tool.conf /opt/tool.conf
    ```
    """
    for stage in recipe.stages:
        yield from _of(recipe, stage)


def _of(recipe: Recipe, stage: StageView) -> Iterator[Problem]:
    host: dict[str, Span] = {}
    taken: dict[str, Span] = {}
    for placed in stage.steps:
        if isinstance(placed.step, Copy):
            if isinstance(placed.step.origin_of, FromContext):
                host.update((path, placed.span) for path in copied(recipe, placed))
            elif isinstance(placed.step.origin_of, FromStageName):
                taken.update((path, placed.span) for path in copied(recipe, placed))
    for path, at in taken.items():
        if path in host and host[path].start < at.start:
            yield Problem(
                at,
                f"`{path}` will be the host's file: what comes from a stage is copied first, wherever it stands",
                "leave one of the two out, or copy one elsewhere and move it in `%post`",
                related=(Related(host[path], "this is copied after it"),),
            )
