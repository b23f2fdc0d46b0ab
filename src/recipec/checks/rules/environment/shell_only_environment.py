"""RC407."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.variables import environment_of
from recipec.diagnostics.finding import Related, Severity
from recipec.shell.syntax import Compound, Simple
from recipec.source import Span

_WRAPPER = "put a script of that name into `/usr/local/bin`"
_RUNSCRIPT = "do it in `%runscript`"


@rule("RC407", Severity.WARNING, "definition", words="alias () function ulimit trap export declare complete")
def shell_only_environment(recipe: Recipe) -> Iterator[Problem]:
    """`%environment` makes what only the shell that reads it knows: aliases, functions, limits, traps.

    The program that the container starts inherits exported variables and the umask, and nothing else: aliases and
    functions are gone. Since Singularity 3.6 the section is read by an interpreter of the engine's own, which has no
    `ulimit`, no `trap` and no completions at all, and says so at every start.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        alias ll='ls -l'
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        printf '#!/bin/sh\\nexec ls -l "$@"\\n' > /usr/local/bin/ll
        chmod 755 /usr/local/bin/ll
    ```
    """
    for script in environment_of(recipe):
        problems: dict[str, list[tuple[Span, str]]] = {}
        called = {one.name for one in script.invocations}
        for found in script.script.commands:
            command = found.command
            if isinstance(command, Compound):
                if command.kind == "function" and command.name not in called:
                    end = script.text.find("\n", command.span.start, command.span.end)
                    at = Span(command.span.start, command.span.end if end < 0 else end)
                    problems.setdefault("function", []).append((script.span(at), command.name))
            elif command.name and len(command.words) > 1:
                kind = _kind(command, recipe)
                if kind:
                    at = Span(command.words[0].span.start, command.words[-1].span.end)
                    name = command.words[1].raw.partition("=")[0]
                    problems.setdefault(kind, []).append((script.span(at), name))
        if "export -f" in problems:
            problems.pop("function", None)
        for kind, places in problems.items():
            yield _problem(kind, places)


def _kind(command: Simple, recipe: Recipe) -> str:
    name = command.name or ""
    if name == "alias":
        return "alias"
    if name in ("ulimit", "trap", "complete") and recipe.target.environment_is_bash:
        return name
    is_function = name in ("export", "declare", "typeset") and "-f" in command.words[1].raw[:3]
    return "export -f" if is_function and recipe.target.environment_is_bash else ""


def _problem(kind: str, places: list[tuple[Span, str]]) -> Problem:
    at, name = places[0]
    match kind:
        case "alias":
            message, help_ = f"no program and no shell of the container knows the alias `{name}`", _WRAPPER
        case "function":
            message, help_ = f"no program and no shell of the container knows the function `{name}`", _WRAPPER
        case "ulimit":
            message, help_ = 'every start says `"ulimit": executable file not found`, and no limit is set', _RUNSCRIPT
        case "trap":
            message, help_ = "every start says that `trap` is not supported, and nothing is trapped", _RUNSCRIPT
        case "complete":
            message, help_ = 'every start says `"complete": executable file not found`', "leave it out"
        case _:
            message, help_ = 'every start says `invalid option "-f"`, and the function is not exported', _WRAPPER
    return Problem(at, message, help_, related=tuple(Related(other, "and here") for other, _ in places[1:]))
