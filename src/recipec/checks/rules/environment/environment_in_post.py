"""RC415."""

from collections.abc import Iterator

from recipec.checks.inherited import inherited
from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.variables import Assigned, environment_of, of_script
from recipec.diagnostics.finding import Related, Severity
from recipec.ir.walk import DEFAULT_PATH
from recipec.shell.syntax import Compound, Simple
from recipec.shell.walk import words
from recipec.source import Span

_OF_THE_SHELL = frozenset("PATH LD_LIBRARY_PATH HOME PWD USER LANG LC_ALL SHELL TERM TMPDIR PYTHONPATH".split())


@rule("RC415", Severity.ERROR, "definition", words="%environment")
def environment_in_post(recipe: Recipe) -> Iterator[Problem]:
    """`%post` uses what only `%environment` sets.

    `%environment` holds when the image runs, and never while it is built: to `%post` such a variable is empty, and a
    program in a directory of that `PATH` is not found. What both need has to be set in both.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export APP_HOME=/opt/app

    %post
        mkdir -p "$APP_HOME"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export APP_HOME=/opt/app

    %post
        export APP_HOME=/opt/app
        mkdir -p "$APP_HOME"
    ```
    """
    environment: dict[str, Assigned] = {}
    for script in environment_of(recipe):
        for one in of_script(script):
            environment.setdefault(one.name, one)
    if not environment:
        return
    base = inherited(recipe, recipe.final)
    own: set[str] = set()
    reads: dict[str, list[Span]] = {}
    for script in recipe.final_scripts("post"):
        if not script.is_shell:
            continue
        if any(one.name in (".", "source", "eval") for one in script.invocations):
            return  # whatever that sets
        for found in script.script.commands:
            command = found.command
            if isinstance(command, Compound):
                own.add(command.name)
            elif command.name == "read":
                own.update(word.value or "" for word in command.words)
            for word in words(command):
                own.update(word.assigns)
                own_value = {one.name for one in command.assignments} if isinstance(command, Simple) else set()
                is_asked = any(f"{name}:" in word.raw or f"{name}-" in word.raw for name in word.reads)
                if is_asked or (isinstance(command, Simple) and command.name in ("export", "unset", "[", "[[", "test")):
                    continue
                for name in word.reads:
                    if name in environment and name not in own and name not in own_value:
                        reads.setdefault(name, []).append(script.span(word.span))
            if isinstance(command, Simple):
                own.update(one.name for one in command.assignments)
                if command.name in ("export", "declare", "readonly", "local", "typeset"):
                    own.update(word.raw.partition("=")[0].strip("\"'") for word in command.words[1:])
    for name, places in reads.items():
        if name in _OF_THE_SHELL or name in (base or ()):
            continue
        yield Problem(
            places[0],
            f"`${name}` is empty here: `%environment` is not read while the image is built"
            + ("" if base is not None else ", unless the base image sets it"),
            f"set `{name}` at the top of `%post` too",
            related=(
                Related(environment[name].at, "set for the time when the image runs"),
                *(Related(at, "and here") for at in places[1:]),
            ),
            severity=None if base is not None else Severity.WARNING,
        )
    yield from _programs(recipe, environment)


def _programs(recipe: Recipe, environment: dict[str, Assigned]) -> Iterator[Problem]:
    """Find a conda that was installed to a directory of which only %environment's PATH knows."""
    path = environment.get("PATH")
    if path is None:
        return
    folders = [
        element for part in path.parts if isinstance(part, str) for element in part.split(":") if element[:1] == "/"
    ]
    usual = DEFAULT_PATH.split(":")
    scripts = recipe.final_scripts("post")
    if any(one.name == "PATH" for script in scripts for one in of_script(script)):
        return
    for script in scripts:
        home = ""
        for one in script.invocations:
            if one.name in ("bash", "sh", "dash") or one.name.endswith(".sh"):
                home = _installed(one) or home
            elif one.name in (".", "source", "eval", "ln") or any("PATH" in text for text in one.values):
                return
            elif one.name in ("conda", "mamba") and one.words[0].raw == one.name and f"{home}/bin" in folders:
                if not home or f"{home}/bin" in usual:
                    return
                yield Problem(
                    one.at(one.words[0]),
                    f"`{one.name}: not found`: `%environment`, which knows `{home}/bin`, is not read here",
                    f"begin with `export PATH={home}/bin:$PATH`",
                    related=(Related(path.at, "set for the time when the image runs"),),
                )
                return


def _installed(one: Invocation) -> str:
    """Say where an installer of conda puts it; empty for all else."""
    text = " ".join(one.values)
    if not any(word in text.lower() for word in ("conda", "miniforge", "mambaforge")):
        return ""
    for word, value in zip(one.values, one.values[1:], strict=False):
        if word == "-p" or (word[:1] == "-" and word[-1:] == "p" and word[1:2] in ("b", "f", "u")):
            return value.rstrip("/") if value.startswith("/") else ""
    return ""
