"""RC409."""

from collections.abc import Iterator

from recipec.checks.content import Content, contents
from recipec.checks.images import image_of
from recipec.checks.invocation import Invocation
from recipec.checks.packages import CONDA
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.shells import reads_as_sh, shell_of
from recipec.checks.starting import start
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.format import Format
from recipec.source import Span

_STARTUP = (".bashrc", ".bash_profile", ".profile", ".zshrc", ".bash_login", "/bash.bashrc", "/etc/profile")


@rule("RC409", Severity.ERROR, "definition", "dockerfile", words="activate")
def conda_activate(recipe: Recipe) -> Iterator[Problem]:
    """`conda activate` stands where it cannot work, or where nothing reads it.

    `conda activate` is a function that `conda.sh` defines in the shell that sources it. A script that does not source
    it first ends with `CommandNotFoundError`. In `%environment` it asks `conda` anew at every start, which is slow and
    has kept some versions of Singularity from starting at all; in a `.bashrc` nothing reads it, as engines start
    programs without rc files. All that a program needs of an environment is to find its `bin` first in `PATH`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        conda activate app
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export PATH=/opt/conda/envs/app/bin:$PATH
    ```
    """
    defined: set[tuple[str, int]] = set()
    for script in recipe.scripts:
        if script.kind in ("pre", "setup", "test", "apptest"):
            continue
        # Sections of the same name are one script.
        part = script.kind, script.stage
        active = [one for one in script.invocations if _is_activation(one) and not one.inner]
        if script.kind in ("environment", "appenv"):
            yield from _in_environment(recipe, script, active)
        elif active:
            yield from _in_script(recipe, script, active, is_defined=part in defined)
        if script.kind == "post" and any(one.name in _DEFINES for one in script.invocations):
            defined.add(part)
    if recipe.target.format is Format.DEFINITION:
        yield from _in_startup_files(recipe)


# `exec` leaves the script: what comes behind it is never reached.
_DEFINES = frozenset((".", "source", "eval", "shopt", "exec"))


def _is_activation(one: Invocation) -> bool:
    if one.name in CONDA:
        return one.values[:1] == ("activate",)
    if one.name not in (".", "source") or not one.values:
        return False
    file = one.values[0]
    # `. /opt/venv/bin/activate` is a script of Python's own; with a name behind it, or none before it, it is conda's.
    return file == "activate" or (file.endswith("/activate") and (len(one.values) > 1 or "conda" in file))


def _environment(one: Invocation) -> str:
    """Name the environment; empty when it is not said, or a variable says it."""
    words = [word for word in one.arguments[1:] if not word.raw.startswith("-")]
    return (words[0].value or "") if words else ""


def _in_environment(recipe: Recipe, script: PlacedScript, active: list[Invocation]) -> Iterator[Problem]:
    if not active:
        return
    first = active[0]
    is_defined = _is_defined(script, first) or first.name not in CONDA
    name = _environment(first)
    folder = _folder(recipe, script, name)
    yield Problem(
        first.span,
        "every start asks `conda` what to set, which takes seconds, and stops with some versions of the engine"
        if is_defined
        else "nothing defines `conda activate` here: every start complains, and the environment is not active",
        f"write `export PATH={folder or '/opt/conda/envs/' + (name or 'NAME')}/bin:$PATH`",
        related=tuple(Related(one.span, "and here") for one in active[1:]),
        fix=Fix("put the environment into PATH", (Edit(first.span, f"export PATH={folder}/bin:$PATH"),), is_safe=False)
        if folder and len(active) == 1 and len(first.found.statement.parts) == 1
        else None,
        severity=Severity.WARNING if is_defined else None,
    )


def _folder(recipe: Recipe, script: PlacedScript, name: str) -> str:
    """Say where an environment is; empty when nobody knows."""
    if name.startswith("/"):
        return name
    root = ""
    for one in script.invocations:
        if one.name in (".", "source") and one.values and one.values[0].startswith("/"):
            for tail in ("/etc/profile.d/conda.sh", "/bin/activate"):
                if one.values[0].endswith(tail):
                    root = one.values[0].removesuffix(tail)
    image = image_of(recipe, recipe.stages[script.stage])
    if not root and image is not None and image.name.startswith(("continuumio/", "condaforge/", "mambaorg/")):
        root = "/opt/conda"
    if not root or not name:
        return ""
    return root if name == "base" else f"{root}/envs/{name}"


def _is_defined(script: PlacedScript, activation: Invocation) -> bool:
    """Tell whether something before it may have defined `conda` in this shell: a file is sourced, or text evaluated."""
    if "/" in activation.words[0].raw:
        return False  # the program itself, and not the function
    at = activation.words[0].span.start
    return any(one.words[0].span.start < at and one.name in _DEFINES for one in script.invocations)


def _in_script(
    recipe: Recipe, script: PlacedScript, active: list[Invocation], *, is_defined: bool
) -> Iterator[Problem]:
    options = "".join(word for word in script.interpreter[1:] if word[:1] == "-" and word[:2] != "--")
    reads_startup = "l" in options or "i" in options or "--login" in script.interpreter
    stage = recipe.stages[script.stage]
    given = script.state.variables if script.state is not None else {}
    for one in active:
        last = script.script.body.statements[-1:]
        is_last = bool(last) and one.found.statement is last[0] and one.found.pipeline is last[0].parts[-1]
        if script.kind == "run" and is_last:
            yield Problem(
                one.span,
                "the environment is active until the end of this `RUN`, where nothing comes",
                "`ENV PATH=/opt/conda/envs/NAME/bin:$PATH` holds for all steps below, and when the image runs",
                severity=Severity.WARNING,
            )
            return
        is_known = reads_startup or "BASH_ENV" in given or (is_defined and "/" not in one.words[0].raw)
        if one.name in CONDA and not (is_known or _is_defined(script, one)):
            stops = script.is_build and (script.stops or "&&" in one.found.statement.operators)
            yield Problem(
                one.span,
                "nothing defines `conda activate` in this shell: "
                + ("the build stops with `CommandNotFoundError`" if stops else "the environment is not active"),
                "source `etc/profile.d/conda.sh` of your conda first, or put the environment's `bin` into `PATH`",
            )
            return
        is_dash = reads_as_sh(script) and shell_of(recipe, stage) == "dash"
        if one.name == "." and len(one.values) > 1 and is_dash:
            yield Problem(
                one.span,
                f"`{one.values[1]}` is not activated: dash gives no arguments to a file that it sources",
                f"put the `bin` of `{one.values[1]}` into `PATH`, or run the script with bash",
                severity=Severity.WARNING,
            )
            return


def _in_startup_files(recipe: Recipe) -> Iterator[Problem]:
    """Find activations that are written into a file which only interactive shells read."""
    found = [
        content
        for script in recipe.scripts
        if recipe.is_made_by(script) and "activate" in script.text
        for content in contents(script)
        if content.path.endswith(_STARTUP) and _activated(content)
    ]
    name = _activated(found[-1]) if found else ""
    if not name or _is_active_otherwise(recipe, name):
        return
    yield Problem(
        found[-1].word,
        f"`{name}` is not active when the image runs: engines start programs without reading `{found[-1].path}`",
        f"put `.../envs/{name}/bin` first into `PATH`: "
        + ("with `ENV`" if recipe.format is Format.DOCKERFILE else "in `%environment`"),
        severity=Severity.WARNING,
    )


def _activated(content: Content) -> str:
    """Name the environment other than `base` that a text activates; empty when it activates none."""
    for line in content.text.split("\n"):
        words = line.strip().strip("\"'").split()
        for at, word in enumerate(words[:-1]):
            if word == "activate" or word.endswith("/activate"):
                name = words[at + 1].strip("\"';")
                return "" if name in ("base", "root", "&&", "||", ";") else name
    return ""


def _is_active_otherwise(recipe: Recipe, name: str) -> bool:
    for one in recipe.assigned:
        if one.is_final and one.name == "PATH":
            value = one.value or one.raw
            if name in value or "/envs/" in value:
                return True
        if one.is_final and one.name == "BASH_ENV":
            return True
    for run in start(recipe).invocations:
        text = run.script.source(Span(run.words[0].span.start, run.words[-1].span.end))
        if name in text or "activate" in text or (run.name in CONDA and "run" in run.values):
            return True
    return any(_is_activation(one) for script in recipe.scripts_of("environment") for one in script.invocations)
