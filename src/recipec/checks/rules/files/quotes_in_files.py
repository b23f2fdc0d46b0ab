"""RC616."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.ir.steps import Copy
from recipec.regex import regex
from recipec.source import Span

_QUOTED = regex(r"(?<!\S)'([^'\"\n]*)'(?!\S)")
_ESCAPED = regex(r"(?<!\S)[^\s'\"\\]*(?:\\ [^\s'\"\\]*)+(?!\S)")


@rule("RC616", Severity.ERROR, "definition", words="' \\")
def quotes_in_files(recipe: Recipe) -> Iterator[Problem]:
    """Only double quotes hold a path with blanks together in `%files`.

    Single quotes are part of the path until a shell trips over them: `reached EOF without closing quote`. A backslash
    before a blank stays where it is, and the blank parts the path in two. Double quotes work since Singularity 3.7.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        'my data.txt' /opt/data.txt
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        "my data.txt" /opt/data.txt
    ```
    """
    # Singularity 2 reads these lines in a way of its own.
    if recipe.target.is_singularity_2:
        return
    text = recipe.source.text
    for _, placed in recipe.steps(Copy):
        line = text[placed.span.start : placed.span.end]
        code = line.partition(" #")[0]
        if "'" not in code and "\\ " not in code:
            continue
        quoted = [*_QUOTED.finditer(code)]
        escaped = [] if quoted else [*_ESCAPED.finditer(code)]
        first = next(iter((*quoted, *escaped)), None)
        place = first.span() if first is not None else _mark(code)
        edits = [Edit(_moved(match.span(), placed.span), f'"{match[1]}"') for match in quoted]
        edits += [
            Edit(_moved(match.span(), placed.span), '"' + match[0].replace("\\ ", " ") + '"') for match in escaped
        ]
        yield Problem(
            _moved(place, placed.span),
            "the build stops here: `reached EOF without closing quote`"
            if "'" in code
            else "the path is cut in two at the blank, and the build stops with `cp: cannot stat`",
            'write `"a b"`',
            fix=Fix("write double quotes", tuple(edits), is_safe=True)
            if edits and recipe.target.has_file_quotes
            else None,
        )


def _mark(code: str) -> tuple[int, int]:
    at = code.find("'") if "'" in code else code.find("\\ ")
    return at, at + 1


def _moved(place: tuple[int, int], line: Span) -> Span:
    return Span(line.start + place[0], line.start + place[1])
