"""RC305."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Severity
from recipec.shell.syntax import Simple

_HELP = {
    "cd": "write `WORKDIR`, or join the `RUN` with the one that needs it",
    "export": "write `ENV`, or join the `RUN` with the one that needs it",
    "": "write `ENV`, or join the `RUN` with the one that needs it",
}
_STATE = frozenset(("", "cd", "export", ".", "source", "umask", "ulimit", "alias", "set", "shopt", "unset", "pushd"))


@rule("RC305", Severity.WARNING, "dockerfile")
def lost_shell_state(recipe: Recipe) -> Iterator[Problem]:
    """A `RUN` that only changes its own shell changes nothing.

    Every `RUN` is a shell of its own. The directory, the variables, the options and what a sourced file has set end
    with it, and the next `RUN` starts anew. Only `WORKDIR`, `ENV` and files last.

    ## Example

    ```dockerfile
    FROM debian:12
    RUN cd /opt
    RUN make
    CMD ["/opt/tool"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    WORKDIR /opt
    RUN make
    CMD ["/opt/tool"]
    ```
    """
    for script in recipe.scripts_of("run"):
        name = _only_state(script)
        if name is not None:
            yield Problem(
                script.span(script.script.body.statements[0].span),
                f"this has no effect: what `{name or 'A=b'}` changes ends with its `RUN`",
                _HELP.get(name, "join the `RUN` with the one that needs it"),
            )


def _only_state(script: PlacedScript) -> str | None:
    """Name the first command of a script that does nothing but change its shell."""
    first = None
    for statement in script.script.body.statements:
        for pipeline in statement.parts:
            command = pipeline.parts[0]
            if len(pipeline.parts) > 1 or statement.is_background or not isinstance(command, Simple):
                return None
            if command.name not in _STATE or command.redirects:
                return None
            if any(one.value is not None and one.value.bodies for one in command.assignments):
                return None
            first = command.name if first is None else first
    return first
