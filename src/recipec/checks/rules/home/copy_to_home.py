"""RC202."""

from collections.abc import Iterator

from recipec.checks.homes import home_of
from recipec.checks.modes import is_opened
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.used import Used, used
from recipec.checks.written import Written, written
from recipec.diagnostics.finding import Related, Severity
from recipec.shell.paths import overlap

# Files that shells and clients of the build read, not the image when it runs.
_PERSONAL = (
    ".ssh",
    ".bashrc",
    ".profile",
    ".bash_profile",
    ".zshrc",
    ".netrc",
    ".gitconfig",
    ".aws",
    ".docker",
    ".npmrc",
)


@rule("RC202", Severity.WARNING, "definition", "dockerfile-to-engine", words="/root /home ~ $home ${home")
def copy_to_home(recipe: Recipe) -> Iterator[Problem]:
    """Files are copied into a home directory, where whoever runs the image does not see them.

    Only root can go into `/root`. Directories below `/home` are there, but not where a site binds its own `/home` over
    the image's, as many do, nor where the name is that of the user who runs it.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %files
        app /root/app

    %runscript
        exec python3 /root/app/main.py "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %files
        app /opt/app

    %runscript
        exec python3 /opt/app/main.py "$@"
    ```
    """
    is_open = is_opened(recipe, "/root")
    needed = [one for one in used(recipe) if one.name != "HOME" and home_of(one.path) is not None]
    reads = [
        touch.path
        for script in recipe.scripts
        if script.is_build
        for touch in script.touches
        if touch.way == "read" and home_of(touch.path) is not None
    ]
    found: dict[str, tuple[Written, list[Used]]] = {}
    for one in written(recipe):
        home = home_of(one.path)
        if one.how != "copied" or home is None or (home == "/root" and is_open):
            continue
        uses = [each for each in needed if _is_for(each, one)]
        if not uses and (_is_personal(one.path, home) or any(overlap(one.path, path) for path in reads)):
            continue
        if (uses or home == "/root") and (home not in found or (uses and not found[home][1])):
            found[home] = one, uses
    yield from (_problem(one, home, uses) for home, (one, uses) in found.items())


def _is_for(use: Used, one: Written) -> bool:
    path = "/root" + use.path[1:] if use.path.startswith("~") else use.path
    return home_of(path) == home_of(one.path) and overlap(path, one.path)


def _is_personal(path: str, home: str) -> bool:
    return path[len(home) :].strip("/").partition("/")[0] in _PERSONAL


def _problem(one: Written, home: str, uses: list[Used]) -> Problem:
    if home == "/root":
        message = f"nobody but root gets at `{one.path}` when the image runs"
    else:
        message = f"`{one.path}` is hidden where a site binds its own `/home` over the image's"
    severity = Severity.INFO if home != "/root" else Severity.ERROR if uses else Severity.WARNING
    return Problem(
        one.span,
        message,
        "copy to `/opt` or `/usr/local`",
        tuple(Related(use.span, "the image looks for it here") for use in uses[:1]),
        severity=severity,
    )
