"""RC608."""

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from recipec.checks.copying import from_context, from_host, in_context
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.context import Context, Entry
from recipec.diagnostics.finding import Severity
from recipec.format import Format

# More than this nobody looks through to find a link.
_LIMIT = 5_000


@rule("RC608", Severity.INFO, "definition", "dockerfile-to-engine", words="%files", names="copy add")
def links(recipe: Recipe) -> Iterator[Problem]:
    """`%files` follows symbolic links, `COPY` keeps them.

    Engines copy with `cp -fLr`: a link in the image is what it led to on the host, and one that leads nowhere ends the
    build with `cp: cannot stat`. `COPY` makes the same link in the image, wherever it leads there. `recipec convert`
    writes links as links.

    ## Example

    ```dockerfile --context context
    FROM debian:12
    COPY data /opt/data
    ```

    ## Use instead

    ```dockerfile --context context
    FROM debian:12
    COPY data/real.txt /opt/data/real.txt
    ```
    """
    context = recipe.context
    if context is None:
        return
    if recipe.format is Format.DEFINITION:
        for one in from_host(recipe):
            source = in_context(one.source) if one.is_relative and not one.is_pattern else None
            if source is None:
                continue
            dangling = next((path for path in _links(context, source) if _leads_nowhere(context, path)), None)
            if dangling is not None:
                yield Problem(
                    one.at,
                    f"the build stops with `cp: cannot stat`: the link `{dangling}` leads nowhere",
                    "remove the link, or put there what it leads to",
                    severity=Severity.ERROR,
                )
        return
    for copy in from_context(recipe):
        source = in_context(copy.source) if copy.source is not None else None
        found = next(_links(context, source), None) if source is not None else None
        if found is not None:
            yield Problem(
                copy.at,
                f"`%files` follows the link `{found}`, which COPY keeps",
                "`recipec convert` writes links as links",
            )


def _links(context: Context, path: str) -> Iterator[str]:
    """Give the links at or below a path, as far as there are not too many files."""
    waiting = [path]
    for _ in range(_LIMIT):
        if not waiting:
            return
        one = waiting.pop()
        entry = context.entry(one)
        if entry is Entry.LINK:
            yield one
        elif entry is Entry.DIRECTORY:
            waiting += [join(one, name) for name in reversed(context.names(one)) if name != ".git"]


def _leads_nowhere(context: Context, path: str) -> bool:
    target = context.link(path)
    inside = normpath(join(dirname(path), target))
    # What is outside of the context cannot be seen.
    return not target.startswith("/") and not inside.startswith("..") and context.entry(inside) is None
