"""RC303."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Severity
from recipec.shell.stops import Stops, errexit_from_start
from recipec.shell.syntax import Compound, Statement

# These never fail where somebody is root, whatever their operands.
_EASY = frozenset("cd export set echo printf umask".split())


@rule("RC303", Severity.INFO, "dockerfile-to-engine", words="; <<")
def stops_in_post(recipe: Recipe) -> Iterator[Problem]:
    """What may fail in `a; b` for Docker stops a `%post`.

    Docker runs `RUN a; b` without `-e` and looks at the status of `b` alone: a `grep` that finds nothing, or a user
    that is there already, has never stopped anybody's build. `%post` stops there. `recipec convert` writes such a
    `RUN` so that it goes on as it does in Docker.

    ## Example

    ```dockerfile
    FROM debian:12
    RUN groupadd tool; make -C /opt/tool
    CMD ["/opt/tool/tool"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    RUN groupadd tool && make -C /opt/tool
    CMD ["/opt/tool/tool"]
    ```
    """
    for script in recipe.scripts_of("run"):
        if not script.is_shell or script.stops or errexit_from_start(script.script.body):
            continue
        found = next((one for one in script.script.body.statements[:-1] if _may_fail(one)), None)
        if found is not None:
            yield _problem(script, found)


def _may_fail(statement: Statement) -> bool:
    command = statement.parts[-1].parts[-1]
    if "||" in statement.operators or statement.is_background or isinstance(command, Compound):
        return False
    return command.name not in _EASY and not Stops().statement_is_sure(statement)


def _problem(script: PlacedScript, statement: Statement) -> Problem:
    name = script.source(statement.span).split("\n", maxsplit=1)[0].strip(" \\")
    short = name if len(name) <= 40 else name[:39] + "…"
    return Problem(
        script.span(statement.span),
        f"a failure of `{short}` is ignored by Docker, and stops a `%post`",
        "write `&&` where it must succeed, `|| true` where it need not; `recipec convert` keeps what Docker does",
    )
