"""RC812."""

from collections.abc import Iterator

from recipec.checks.homes import is_in_home
from recipec.checks.packages import Asked
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity

_TEMPORARY = ("/tmp/", "/var/tmp/", "/dev/shm/")  # noqa: S108 -- where sources do not last


@rule("RC812", Severity.ERROR, "definition", "dockerfile-to-engine", words="-e --editable develop")
def editable_install_elsewhere(recipe: Recipe) -> Iterator[Problem]:
    """An editable installation points to sources that are not there when the image runs.

    `pip install -e` leaves the package where its sources are, and Python a note of that place. Below `/tmp` and below a
    home there is something else when the image runs: the host's directory is mounted over it, and the import fails.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %files
        tool /opt/tool

    %post
        export PIP_NO_CACHE_DIR=1
        cp -r /opt/tool /tmp/tool
        pip install -e /tmp/tool
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %files
        tool /opt/tool

    %post
        export PIP_NO_CACHE_DIR=1
        pip install -e /opt/tool
    ```
    """
    for asked in recipe.packages("pip"):
        script = asked.invocation.script
        if not recipe.is_made_by(script):
            continue
        for word in asked.editable:
            path = _place(asked, word.raw if word.value is None else word.value)
            if path is None or not (path.startswith(_TEMPORARY) or is_in_home(path)):
                continue
            yield Problem(
                asked.invocation.at(word),
                f"`import` fails when the image runs: `{path.rstrip('/')}` is covered by a directory of the host then",
                "keep the sources below `/opt`, or install without `-e`",
            )


def _place(asked: Asked, path: str) -> str | None:
    """Give the absolute path of sources; None when nobody knows it."""
    path = path.split("[", 1)[0]
    if "://" in path or "$" in path.replace("$HOME", ""):
        return None
    path = path.replace("$HOME", "/root").replace("~", "/root", 1) if path[:1] in "~$" else path
    if path.startswith("/"):
        return path + "/"
    script = asked.invocation.script
    found = asked.invocation.found
    places = {touch.path for touch in script.touches if touch.found is found and touch.way == "read"}
    return next(iter(places)) + "/" if len(places) == 1 else None
