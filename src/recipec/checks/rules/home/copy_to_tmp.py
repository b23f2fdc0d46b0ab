"""RC207."""

import re
from collections.abc import Iterator

from recipec.checks.copying import destination
from recipec.checks.recipe import Placed, Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.temporary import directory, is_in
from recipec.checks.written import copied
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.format import Format
from recipec.ir.steps import Copy
from recipec.record import Record
from recipec.source import Span


class _Hidden(Record):
    """A copy to a temporary directory. ``path`` is where it would be, ``place`` that directory."""

    placed: Placed
    path: str
    place: str
    sources: tuple[str, ...]


@rule("RC207", Severity.ERROR, "definition", "dockerfile-to-engine", words="tmp")
def copy_to_tmp(recipe: Recipe) -> Iterator[Problem]:
    """What is copied to `/tmp` is not there for `%post`.

    `%files` copies into the image before `%post` runs. Then the engine mounts the host's `/tmp` and `/var/tmp` over
    those of the image, for the build as for every run, since Singularity 3.6: the step that wants the file stops with
    `No such file or directory`, although the build has just said that it copied it. A Dockerfile has no such trouble,
    and `recipec convert` keeps what a `RUN` needs.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        setup.sh /tmp/setup.sh

    %post
        sh /tmp/setup.sh
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        setup.sh /opt/setup.sh

    %post
        sh /opt/setup.sh
        rm /opt/setup.sh
    ```
    """
    if recipe.target.is_singularity_2:
        return  # it binds /tmp at run time, not while building
    found: dict[int, list[_Hidden]] = {}
    for step, placed in recipe.steps(Copy):
        names = tuple(recipe.value(source, placed.state) or "" for source in step.sources)
        target = destination(recipe, step, placed)
        place = directory((target or "").rstrip("/"))
        if target is None or place is None:
            continue
        path = next(copied(recipe, placed), target)
        name = names[0].rstrip("/").rpartition("/")[2]
        if path == place and len(names) == 1 and name and "*" not in name:
            path = f"{place}/{name}"
        hidden = _Hidden(placed, path, place, names)
        if recipe.format is Format.DEFINITION:
            found.setdefault(placed.stage, []).append(hidden)
        elif placed.stage in recipe.final_stages:
            yield _of_dockerfile(hidden)
    for all_of_stage in found.values():
        first = all_of_stage[0]
        fixes = [_edits(recipe, one) for one in all_of_stage]
        edits = tuple(edit for one in fixes if one for edit in one)
        new = ", ".join(f"`/opt/{one.path.rpartition('/')[2]}`" for one in all_of_stage)
        yield Problem(
            first.placed.span,
            f"`%post` does not find `{first.path}`: the host's `{first.place}` is mounted over it",
            "copy to another directory, such as `/opt`, and remove it at the end of `%post`",
            tuple(Related(one.placed.span, "nor this") for one in all_of_stage[1:]),
            Fix(f"copy to {new}", edits, is_safe=False) if all(fixes) else None,
        )


def _of_dockerfile(hidden: _Hidden) -> Problem:
    return Problem(
        hidden.placed.span,
        f"in a definition file `{hidden.place}` is the host's: `{hidden.path}` would neither be there for `%post` nor "
        "in the image",
        "`recipec convert` brings it when a step needs it; or copy to another directory",
        severity=Severity.INFO,
    )


def _edits(recipe: Recipe, hidden: _Hidden) -> tuple[Edit, ...] | None:
    """Give the file another place everywhere, if the recipe names it nowhere else than by all of its path."""
    path, placed = hidden.path, hidden.placed
    name = path.rpartition("/")[2]
    if not is_in(path) or len(hidden.sources) != 1 or not name:
        return None
    text = recipe.source.text
    places = [match.start() for match in re.finditer(rf"(?<![\w./-]){re.escape(path)}(?![\w.-])", text)]
    new = f"/opt/{name}"
    bare = rf"(?<![\w./-])(?:\./)?{re.escape(name)}(?![\w.-])"
    others = [match.start() for match in re.finditer(bare, text) if match.start() > placed.span.end]
    if new in text or others or not any(placed.span.start <= at < placed.span.end for at in places):
        return None
    return tuple(Edit(Span(at, at + len(path)), new) for at in places)
