"""RC515."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Related, Severity
from recipec.shell.syntax import Compound, Mention, Sequence, Word
from recipec.shell.walk import commands
from recipec.source import Span

# What does not read files by the names that it is given.
_NO_PATHS = frozenset(("[", "test", "[[", "((", "shift", "set", "echo", "printf", "export"))


@rule("RC515", Severity.WARNING, "definition", names="cd pushd")
def caller_directory_left(recipe: Recipe) -> Iterator[Problem]:
    """A runscript that changes directory loses the files that its user names.

    An image starts where its caller is, so that `image.sif data.csv` finds `data.csv` there. After `cd /opt/app` the
    program looks for it in the image: `No such file or directory`, and what it writes beside itself fails with
    `Read-only file system`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %runscript
        cd /opt/app
        exec python3 main.py "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %runscript
        exec python3 /opt/app/main.py "$@"
    ```
    """
    for script in recipe.final_scripts("runscript", "apprun"):
        yield from _problems(script)


def _problems(script: PlacedScript) -> Iterator[Problem]:
    runs = {id(one.found.command): one for one in script.invocations if not one.inner}
    bodies = [script.script.body]
    bodies += [
        body for found in script.script.commands if isinstance(found.command, Compound) for body in found.command.bodies
    ]
    for body in bodies:
        gone: Invocation | None = None
        for statement in body.statements:
            for found in commands(Sequence((statement,))):
                one = runs.get(id(found.command))
                if one is None:
                    continue
                if one.name in ("cd", "pushd", "popd"):
                    # In a branch or a subshell it is looked at there.
                    if any(found.command in pipeline.parts for pipeline in statement.parts):
                        gone = one if one.name != "popd" and _leaves(one) else None
                elif gone is not None and (word := _argument(one)) is not None:
                    yield _problem(gone, one.at(word))
                    return


def _problem(gone: Invocation, use: Span) -> Problem:
    directory = gone.arguments[0]
    return Problem(
        gone.at(directory),
        f"relative paths given to the image are looked for in `{directory.raw}`: "
        "`image.sif data.csv` does not find the file",
        "stay where the caller is, and call the program by its absolute path",
        (Related(use, "the arguments are used here"),),
    )


def _leaves(one: Invocation) -> bool:
    """Tell whether a `cd` goes to a directory of the image; a variable alone may hold the caller's own."""
    if not one.arguments:
        return False
    word = one.arguments[0]
    first = word.value if word.value is not None else word.parts[0] if word.parts else None
    return isinstance(first, str) and first.startswith("/")


def _argument(one: Invocation) -> Word | None:
    """Give the word by which a program is handed an argument of the script."""
    if one.name in _NO_PATHS:
        return None
    return next((word for word in one.words if _is_argument(word)), None)


def _is_argument(word: Word) -> bool:
    return any(isinstance(part, Mention) and (part.name in "@*" or part.name.isdigit()) for part in word.parts)
