"""RC657."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.format import Format
from recipec.ir.steps import Argument
from recipec.shell.state import left_behind
from recipec.shell.syntax import Word
from recipec.shell.walk import words
from recipec.source import Span


@rule("RC657", Severity.ERROR, "definition", "dockerfile-to-engine", words="%arguments", names="arg")
def argument_in_shell(recipe: Recipe) -> Iterator[Problem]:
    """An argument of a definition file is no variable of its scripts.

    In a Dockerfile an `ARG` is a variable of every `RUN` below it. In a definition file the engine puts the value where
    the text says `{{ NAME }}`, before any script runs; `$NAME` is empty there. `recipec convert` writes
    `export NAME='{{ NAME }}'` at the top of `%post`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %arguments
        PREFIX=/opt/tool

    %post
        make -C $PREFIX
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %arguments
        PREFIX=/opt/tool

    %post
        make -C {{ PREFIX }}
    ```
    """
    if recipe.format is Format.DOCKERFILE:
        yield from _of_dockerfile(recipe)
    elif recipe.target.has_arguments:
        for script in recipe.scripts_of("post", "appinstall", "setup"):
            stage = recipe.stages[script.stage]
            names = {one.step.name for one in stage.steps if isinstance(one.step, Argument)}
            if names:
                yield from _of_script(script, frozenset(names))


def _of_script(script: PlacedScript, names: frozenset[str]) -> Iterator[Problem]:
    left = left_behind(script.script)
    known = left.assigned | left.exported
    for name in sorted((left.reads & names) - known):
        places = [found for word in _words(script) if name in word.reads for found in _mentions(word, name)]
        if not places or left.unknown:
            continue
        first, *others = places
        yield Problem(
            script.span(first),
            f"`${name}` is empty: an argument is put where `{{{{ {name} }}}}` stands, and is no variable",
            f"write `{{{{ {name} }}}}`",
            related=tuple(Related(script.span(at), "here too") for at in others[:5]),
            fix=Fix(
                f"write `{{{{ {name} }}}}`",
                tuple(Edit(script.span(at), f"{{{{ {name} }}}}") for at in places),
                is_safe=False,
            ),
        )


def _words(script: PlacedScript) -> Iterator[Word]:
    for found in script.script.commands:
        yield from words(found.command)


def _mentions(word: Word, name: str) -> Iterator[Span]:
    for written in (f"${{{name}}}", f"${name}"):
        at = word.raw.find(written)
        while at >= 0:
            end = at + len(written)
            if written[-1] == "}" or not (word.raw[end : end + 1].isalnum() or word.raw[end : end + 1] == "_"):
                yield Span(word.span.start + at, word.span.start + end)
            at = word.raw.find(written, end)


def _of_dockerfile(recipe: Recipe) -> Iterator[Problem]:
    """Name the first argument that a RUN reads."""
    for step, placed in recipe.steps(Argument):
        for script in recipe.scripts_of("run"):
            if script.stage == placed.stage and step.name in left_behind(script.script).reads:
                yield Problem(
                    placed.span,
                    f"a definition file has no variable `${step.name}`: its arguments are put into the text",
                    f"write `export {step.name}='{{{{ {step.name} }}}}'` into `%post`, as `recipec convert` does",
                    severity=Severity.INFO,
                )
                return
