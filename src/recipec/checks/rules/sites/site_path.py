"""RC956."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.regex import regex
from recipec.source import Span

# These make the place, or ask for it.
_HARMLESS = frozenset("mkdir install test [ [[ ls rmdir chmod chown ln touch echo printf".split())
_PATH = regex(r"(?<![\w.}/-])/(?:gpfs|lustre|beegfs|cvmfs|panfs|p?fs[0-9]+|nobackup|cluster|work[0-9]*)/[\w.${}/-]+")


@rule(
    "RC956",
    Severity.WARNING,
    "definition",
    words="/gpfs/ /lustre/ /beegfs/ /cvmfs/ /panfs/ /nobackup/ /cluster/ /work fs",
)
def site_path(recipe: Recipe) -> Iterator[Problem]:
    """A path of one site stands in the recipe.

    `/gpfs/...` and `/cvmfs/...` are there on one cluster, for as long as it has that file system, and never while an
    image is built. On another one the program ends with `No such file or directory`. Bind a directory of the site to a
    neutral one, such as `/data`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export INDEX=/gpfs/projects/ab12/index
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p /data

    %environment
        export INDEX=/data/index
    ```
    """
    told: set[str] = set()
    for script in recipe.scripts:
        if script.kind in ("setup", "pre") or "/" not in script.text:
            continue
        for one in script.invocations:
            if one.name in _HARMLESS:
                continue
            for word in one.words:
                match = _PATH.search(word.raw)
                top = match[0].split("/")[1] if match else ""
                if match is None or top in told or f"mkdir -p /{top}" in recipe.source.text or _is_made(recipe, top):
                    continue
                told.add(top)
                start = word.span.start + match.start()
                yield Problem(
                    script.span(Span(start, word.span.start + match.end())),
                    f"`{match[0]}` is on one cluster only",
                    "let users bind a directory to a neutral path, or take the path from a variable",
                )


def _is_made(recipe: Recipe, top: str) -> bool:
    """Tell whether the recipe itself puts something there."""
    return any(
        touch.path.startswith(f"/{top}") and touch.way in ("write", "directory")
        for script in recipe.scripts
        if script.is_build
        for touch in script.touches
    )
