"""RC605."""

from collections.abc import Iterator
from posixpath import splitext

from recipec.checks.copying import HostCopy, from_host, places
from recipec.checks.images import image_of
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.definition.directories import may_exist
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span

# Of these everybody knows that they have no directories of their own outside of those of every system.
_BARE = frozenset(("alpine", "debian", "ubuntu", "centos", "rockylinux", "almalinux", "fedora", "busybox"))


@rule("RC605", Severity.ERROR, "definition", words="%files")
def pattern_into_file(recipe: Recipe) -> Iterator[Problem]:
    """What a pattern matches is copied over itself, into one file.

    Engines copy each match of `*.txt /data` by itself. When there is no directory `/data` yet, the first one becomes a
    file of that name and the next ones overwrite it: only the last is left, and nothing tells. A `/` at the end makes
    a directory of the destination.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        *.txt /data
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        *.txt /data/
    ```
    """
    # Singularity 2 reads these lines in a way of its own.
    if recipe.target.is_singularity_2:
        return
    made: set[str] = set()
    for one in from_host(recipe):
        target = one.target
        if target is None or one.copy.destination is None:
            continue
        if one.is_pattern and not _is_directory(one, target, made, recipe):
            words = places(recipe, one.placed)
            if len(words) > 1:
                base = image_of(recipe, recipe.stages[one.placed.stage])
                is_bare = base is not None and base.name in _BARE
                end = words[1].end - (recipe.source.text[words[1].end - 1] == '"')
                yield Problem(
                    words[1],
                    f"all that `{one.source}` matches is copied to one file `{target}`, and only the last is left"
                    + ("" if is_bare else f", unless the base has a directory `{target}`"),
                    f"write `{target}/`",
                    fix=Fix("add a `/`", (Edit(Span(end, end), "/"),), is_safe=True),
                    severity=None if is_bare else Severity.INFO,
                )
        made.update(_directories(target))


def _is_directory(one: HostCopy, target: str, made: set[str], recipe: Recipe) -> bool:
    """Tell whether the destination is a directory already, or is meant to be a file: `app-*.jar /opt/app.jar`."""
    if target.endswith("/") or may_exist(target) or target in made:
        return True
    extension = splitext(target)[1]
    if extension and extension == splitext(one.source)[1]:
        return True
    stage = recipe.stages[one.placed.stage]
    return any(target in line for section in stage.sections("setup", "pre") for line in section.lines)


def _directories(target: str) -> Iterator[str]:
    """Give the directories that are there when something has been copied to a path."""
    if target.endswith("/"):
        yield target.rstrip("/")
    head = target.rstrip("/").rpartition("/")[0]
    while head:
        yield head
        head = head.rpartition("/")[0]
