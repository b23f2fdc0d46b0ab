"""RC417."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.variables import environment_of, of_script
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import SetEnv
from recipec.ir.walk import assigned_name
from recipec.regex import regex
from recipec.shell.syntax import Simple

# Those of the shell that starts the container.
_FIXED = frozenset(("UID", "EUID", "GID", "PPID", "PWD", "IFS"))
_READONLY = frozenset(("UID", "EUID", "GID"))
_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@rule("RC417", Severity.WARNING, "definition", "dockerfile-to-engine", names="env environment")
def name_that_cannot_be_set(recipe: Recipe) -> Iterator[Problem]:
    """A variable has a name that a shell cannot set.

    Engines keep an image's variables in a script, so that a name with `.` or `-` is left out from `ENV`, and is a
    syntax error in `%environment`, after which nothing of that section holds. `UID`, `EUID` and `GID` are read-only in
    that script; `PPID`, `PWD` and `IFS` are set anew before the program starts.

    ## Example

    ```dockerfile
    FROM debian:12
    ENV app.mode=fast
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    ENV APP_MODE=fast
    ```
    """
    for step, placed in recipe.steps(SetEnv):
        if placed.stage not in recipe.final_stages:
            continue
        for assignment in step.assignments:
            name = assigned_name(assignment, placed.state)
            if name and (name in _FIXED or not _NAME.match(name)):
                named = (one.at for one in recipe.assigned if one.place == "env" and one.name == name)
                places = [at for at in named if placed.span.holds(at)]
                yield Problem(
                    places[-1] if places else placed.span,
                    f"`{name}` is not set when the image runs: "
                    + ("the engine has its own value" if name in _FIXED else "it is no name to a shell"),
                    "use another name, of letters, digits and `_`",
                )
    for script in environment_of(recipe):
        for one in of_script(script):
            if one.name in _READONLY:
                yield Problem(one.at, f"every start says `{one.name}: readonly variable`", "use another name")
        for found in script.script.commands:
            command = found.command
            if not isinstance(command, Simple) or command.name != "export":
                continue
            for word in command.words[1:]:
                name, equals, _ = word.raw.partition("=")
                if not equals or not name or _NAME.match(name.rstrip("+")) or name[0] in "-\"'" or "$" in name:
                    continue
                yield Problem(
                    script.span(word.span),
                    f"`{name}` is no name to a shell: no variable of `%environment` is set",
                    "use another name, of letters, digits and `_`",
                    severity=Severity.ERROR,
                )
