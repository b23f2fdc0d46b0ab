"""RC617."""

from collections.abc import Iterator
from posixpath import join

from recipec.checks.copying import from_host, in_context, places
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.context import Context
from recipec.definition.ignore import read as read_ignored
from recipec.diagnostics.finding import Severity
from recipec.format import Format
from recipec.ir.steps import Copy, FromContext, Unpack
from recipec.ir.text import literal
from recipec.record import Record
from recipec.source import Span


@rule("RC617", Severity.ERROR, "definition", "dockerfile", words="%files", names="copy add")
def source_missing(recipe: Recipe) -> Iterator[Problem]:
    """A file that is to be copied is not there.

    The build stops: `cp: cannot stat` says Apptainer, `"/data.txt": not found` says Docker. The files are looked for
    beside the recipe, or in the directory that `--context` names; to Docker, what `.dockerignore` hides is not there.

    ## Example

    ```singularity --context context
    Bootstrap: docker
    From: debian:12

    %files
        other.txt /opt/other.txt
        data.txt /opt/data.txt
    ```

    ## Use instead

    ```singularity --context context
    Bootstrap: docker
    From: debian:12

    %files
        /usr/share/dict/words /opt/words
    ```
    """
    if recipe.context is None:
        return
    sources = list(_of_definition(recipe) if recipe.format is Format.DEFINITION else _of_dockerfile(recipe))
    # Where nothing is found, the build is likely to be run in another directory.
    severity = None if any(_matches(recipe.context, one.path) for one in sources) else Severity.INFO
    ignored = read_ignored(recipe.context) if recipe.format is Format.DOCKERFILE else None
    for one in sources:
        if not _matches(recipe.context, one.path):
            yield Problem(
                one.at,
                f"`{one.said}` is not where the recipe is: a build that is run there stops",
                "put it there, or name the directory that has it with `--context`",
                severity=severity,
            )
        elif ignored is not None and not ignored.has_exceptions and ignored.hides(one.path):
            yield Problem(
                one.at,
                f"`{one.said}` is hidden by the ignore file of the context: the build stops",
                "take it out of the ignore file, or do not copy it",
            )


class _Source(Record):
    said: str
    path: str
    at: Span


def _of_definition(recipe: Recipe) -> Iterator[_Source]:
    for one in from_host(recipe):
        path = in_context(one.source) if one.is_relative else None
        if path and not any(mark in one.source for mark in "{$'\"\\"):
            yield _Source(one.source, path, one.at)


def _of_dockerfile(recipe: Recipe) -> Iterator[_Source]:
    for stage in recipe.stages:
        for placed in stage.steps:
            step = placed.step
            if not isinstance(step, Copy | Unpack) or (isinstance(step, Copy) and step.origin_of != FromContext()):
                continue
            for text, at in zip(step.sources, places(recipe, placed), strict=False):
                said = literal(text)
                path = in_context(said) if said else None
                # A pattern may match nothing, and an argument may be given.
                if path and said is not None and not any(mark in said for mark in "*?[\\"):
                    yield _Source(said, path, at)


def _matches(context: Context, pattern: str) -> bool:
    """Tell whether something is there, at a path with patterns in any of its names."""
    found = [""]
    for name in pattern.split("/") if pattern else ():
        if any(mark in name for mark in "*?["):
            from fnmatch import fnmatchcase

            found = [
                join(folder, each)
                for folder in found
                for each in context.names(folder)
                if fnmatchcase(each, name) and (not each.startswith(".") or name.startswith("."))
            ]
        else:
            found = [path for folder in found if context.entry(path := join(folder, name)) is not None]
    return bool(found)
