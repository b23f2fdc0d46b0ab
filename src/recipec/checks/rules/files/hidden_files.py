"""RC606."""

from collections.abc import Iterator

from recipec.checks.copying import from_context, from_host, in_context
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.format import Format


@rule("RC606", Severity.INFO, "definition", "dockerfile-to-engine", words="%files", names="copy add")
def hidden_files(recipe: Recipe) -> Iterator[Problem]:
    """`dir/*` means less in `%files` than in `COPY`.

    In `%files` a shell expands the pattern, which leaves out names with a leading dot, and directories stay
    directories. `COPY` takes such names too, and copies what is in a directory that matches, not the directory. `dir/.`
    is all of a directory in both.

    ## Example

    ```dockerfile
    FROM debian:12
    COPY conf/* /opt/conf/
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    COPY conf /opt/conf
    ```
    """
    if recipe.format is Format.DEFINITION:
        yield from _in_definition(recipe)
        return
    for one in from_context(recipe):
        if one.source is not None and _is_all(one.source):
            yield Problem(
                one.at,
                f"in `%files` `{one.source}` leaves out names with a leading dot, and directories stay directories",
                "`recipec convert` lists what is there; `dir/.` is all of a directory in both",
            )


def _is_all(source: str) -> bool:
    return source == "*" or source.endswith("/*")


def _in_definition(recipe: Recipe) -> Iterator[Problem]:
    context = recipe.context
    if context is None:
        return
    for one in from_host(recipe):
        directory = in_context(one.source.removesuffix("*")) if one.is_relative else None
        if directory is None or not _is_all(one.source):
            continue
        hidden = [name for name in context.names(directory) if name.startswith(".") and name != ".git"]
        if hidden:
            yield Problem(
                one.at,
                f"`{one.source}` leaves out `{hidden[0]}`, as all names with a leading dot",
                f"write `{one.source.removesuffix('*') or './'}.` to copy all of it",
            )
