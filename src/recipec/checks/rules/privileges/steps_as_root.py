"""RC102."""

from collections.abc import Iterator

from recipec.checks.homes import home_path
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Severity
from recipec.ir.options import BuildMode
from recipec.shell.walk import words
from recipec.source import Span


@rule("RC102", Severity.WARNING, "dockerfile-to-engine", names="user")
def steps_as_root(recipe: Recipe) -> Iterator[Problem]:
    """A step below `USER` depends on who runs it, and in a definition file that is root.

    `%post` runs as root, with `HOME=/root`, whatever the base image says: `pip install --user`, `~` and `$HOME` mean
    `/root` there. `recipec convert` has such steps run by `su`, where the build has other users than root: one by root,
    or with a range of ids. A build in a user namespace has none.

    ## Example

    ```dockerfile --build-mode userns
    FROM python:3.12-slim
    USER nobody
    RUN mkdir -p ~/models
    USER root
    ```

    ## Use instead

    ```dockerfile --build-mode userns
    FROM python:3.12-slim
    USER nobody
    RUN ls /opt
    USER root
    ```
    """
    mode = recipe.settings.build_mode
    for script in recipe.scripts_of("run"):
        name = script.user
        at = _dependence(script) if name else None
        if at is None:
            continue
        if mode is BuildMode.USERNS:
            message = f"this build has no `{name}`: the step runs as root, and home is `/root`"
        else:
            message = f"in a definition file this step is root's and home is `/root`, not `{name}`'s"
        yield Problem(
            at,
            message,
            "name absolute paths that everybody can read"
            + ("" if mode is BuildMode.USERNS else "; `recipec convert` has `su` run the step"),
            severity=None if mode is BuildMode.USERNS else Severity.INFO,
        )
        return


def _dependence(script: PlacedScript) -> Span | None:
    """Find the first word that means something else for another user."""
    for found in script.script.commands:
        for word in words(found.command):
            if home_path(word) is not None:
                return script.span(word.span)
    for one in script.invocations:
        if one.name == "whoami" or (one.name == "id" and one.has("-u", "-un", "-g")):
            return one.at(one.words[0])
        if one.name in ("pip", "pip3", "python", "python3") and "--user" in one.values and "install" in one.values:
            return one.at(one.arguments[one.values.index("--user")])
    return None
