"""RC601."""

from collections.abc import Iterator

from recipec.checks.copying import destination, from_context, in_context
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.context import Entry
from recipec.definition.directories import STANDARD
from recipec.diagnostics.finding import Severity


@rule("RC601", Severity.INFO, "dockerfile-to-engine", names="copy add")
def copy_into_directory(recipe: Recipe) -> Iterator[Problem]:
    """`COPY` of a directory copies what is in it, `%files` the directory itself.

    `COPY src /app/` leaves the files of `src` in `/app`. The same two paths in `%files` are given to `cp -r`, which
    makes `/app/src` of them wherever `/app` is there already. `recipec convert` writes `src/. /app`, which means the
    contents to both.

    ## Example

    ```dockerfile
    FROM debian:12
    COPY src/ /opt/
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        src/. /opt
    ```
    """
    for one in from_context(recipe):
        # Engines copy from a stage in another way.
        source, target = one.source, destination(recipe, one.copy, one.placed)
        if source is None or target is None or not (target.endswith("/") or target in STANDARD):
            continue
        if source.rstrip("/") in ("", ".") or source.endswith("/."):
            continue
        inside = in_context(source)
        is_directory = source.endswith("/") or (
            recipe.context is not None and inside is not None and recipe.context.entry(inside) is Entry.DIRECTORY
        )
        if is_directory:
            name = source.rstrip("/").rpartition("/")[2]
            yield Problem(
                one.at,
                f"`%files` would copy the directory itself, to `{target.rstrip('/')}/{name}`",
                f"in a definition file write `{source.rstrip('/')}/. {target.rstrip('/') or '/'}`, "
                "as `recipec convert` does",
            )
