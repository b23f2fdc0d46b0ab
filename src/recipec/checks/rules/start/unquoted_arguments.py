"""RC505."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import START, PlacedScript
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.syntax import Compound, Mention, Simple, Word

# These take their words as they come: nothing is lost when they are split.
_SAYING = frozenset(("echo", "printf", "eval", "shift"))
_TESTS = frozenset(("[[", "((", "[", "test"))


@rule("RC505", Severity.WARNING, "definition", words="$@ $* ${@} ${*}")
def unquoted_arguments(recipe: Recipe) -> Iterator[Problem]:
    """`$@` without quotes splits arguments at their blanks and expands patterns in them.

    The shell looks at the value of an unquoted `$@` or `$*` once more: `'my file.csv'` arrives as two words, and `'*'`
    as the names of all files in the directory of the job. Within double quotes `"$@"` is each argument as it was given.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %runscript
        exec python3 /opt/app/main.py $@
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %runscript
        exec python3 /opt/app/main.py "$@"
    ```
    """
    for script in recipe.scripts_of(*START, "test", "apptest"):
        words = list(_unquoted(script))
        if not words:
            continue
        first, *others = words
        edits = tuple(
            Edit(script.span(word.span), '"$@"') for word in words if word.raw in ("$@", "$*", "${@}", "${*}")
        )
        yield Problem(
            script.span(first.span),
            f"arguments with blanks or `*` in them arrive as several: `{first.raw}` is split and expanded once more",
            'write `"$@"`',
            tuple(Related(script.span(word.span), "here too") for word in others),
            Fix('write `"$@"`', edits, is_safe=True) if len(edits) == len(words) else None,
        )


def _unquoted(script: PlacedScript) -> Iterator[Word]:
    for found in script.script.commands:
        command = found.command
        if isinstance(command, Simple) and (command.name in _SAYING or command.name in _TESTS):
            continue
        if isinstance(command, Compound) and command.kind not in ("for", "select"):
            continue
        for word in command.words:
            if any(isinstance(part, Mention) and part.name in "@*" and not part.quoted for part in word.parts):
                yield word
