"""RC211."""

from collections.abc import Iterator

from recipec.checks.additions import to_section, to_stage
from recipec.checks.mounting import absent
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Fix
from recipec.format import Format
from recipec.source import Span


@rule("RC211", Severity.WARNING, "definition", "dockerfile-to-engine")
def mount_point(recipe: Recipe) -> Iterator[Problem]:
    """A directory that is to be bound is not in the image.

    What a recipe reads or writes at `/dataset` and does not create has to come from the host: `--bind DIR:/dataset`.
    Where a site has neither overlay nor underlay, and with `--writable`, the engine cannot make the place for it:
    `destination /dataset doesn't exist in container`. An empty directory in the image works everywhere.
    The directories of `mount-points` in the configuration, or of a site (`--site`), are asked for in every image.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        exec ls /dataset/images
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p /dataset

    %runscript
        exec ls /dataset/images
    ```
    """
    missing = absent(recipe)
    if not missing:
        return
    first = next((use for use in missing.values() if use is not None), None)
    names = ", ".join(f"`{path}`" for path in missing)
    is_asked = any(use is None for use in missing.values())
    at = first.span if first is not None else _head(recipe)
    only_volumes = all(use is not None and use.by == "volume" for use in missing.values())
    yield Problem(
        at,
        f"{names} {'is' if len(missing) == 1 else 'are'} not in the image, "
        + (
            f"which {_who_asks(recipe)} asks for"
            if is_asked and first is None
            else "and where a site cannot make it on the fly, nothing can be bound there"
        ),
        f"create {'it' if len(missing) == 1 else 'them'} while building: `mkdir -p {' '.join(missing)}`",
        tuple(
            Related(use.span, f"`{path}` is needed here")
            for path, use in missing.items()
            if use is not None and use is not first
        ),
        _fix(recipe, tuple(missing)),
        Severity.INFO if only_volumes else None,
    )


def _who_asks(recipe: Recipe) -> str:
    site = recipe.settings.site
    return f"the site `{site.name}`" if site is not None and site.mount_points else "`mount-points`"


def _head(recipe: Recipe) -> Span:
    """Give the line that the final stage begins with."""
    start = recipe.final.header[0].span if recipe.final.header else None
    span = start or recipe.final.span
    end = recipe.source.text.find("\n", span.start)
    return Span(span.start, min(span.end, end if end >= 0 else span.end))


def _fix(recipe: Recipe, paths: tuple[str, ...]) -> Fix | None:
    line = f"mkdir -p {' '.join(paths)}"
    is_definition = recipe.format is Format.DEFINITION
    edit = to_section(recipe, "post", line) if is_definition else to_stage(recipe, f"RUN {line}")
    return None if edit is None else Fix(f"create {', '.join(f'`{path}`' for path in paths)}", (edit,), is_safe=True)
