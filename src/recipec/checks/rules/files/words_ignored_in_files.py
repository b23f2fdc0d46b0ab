"""RC604."""

from collections.abc import Iterator

from recipec.checks.copying import places
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.ir.steps import Copy
from recipec.source import Span


@rule("RC604", Severity.ERROR, "definition", words="%files")
def words_ignored_in_files(recipe: Recipe) -> Iterator[Problem]:
    """A line of `%files` has more than a source and a destination.

    Unlike `COPY` and `cp`, a line of `%files` is one source and one destination. Of `a b /opt/` engines copy `a` to
    `/b`, and drop the third word without a sign. In a line with one path a comment behind it is the destination, too.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        one.txt two.txt /opt/
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        one.txt /opt/one.txt
        two.txt /opt/two.txt
    ```
    """
    # Singularity 2 reads these lines in a way of its own.
    if recipe.target.is_singularity_2:
        return
    text = recipe.source.text
    for _, placed in recipe.steps(Copy):
        words = places(recipe, placed)
        comment = next((at for at, span in enumerate(words) if text[span.start] == "#"), len(words))
        if comment == 1 and len(words) > 1:
            yield _comment_as_path(text, placed.span, words)
            continue
        said = [text[span.start : span.end] for span in words[:comment]]
        if len(said) < 3 or any(mark in word for word in said for mark in "\"'\\{"):
            continue
        ignored = Span(words[2].start, words[comment - 1].end)
        yield Problem(
            ignored,
            f"this is ignored: the line copies `{said[0]}` to `/{said[1].lstrip('/')}`",
            "give every source a line of its own",
            fix=_fix(recipe, placed.span, Span(words[0].start, words[comment - 1].end), said),
        )


def _comment_as_path(text: str, line: Span, words: tuple[Span, ...]) -> Problem:
    start = text.rfind("\n", 0, line.start) + 1
    indent = text[start : line.start]
    comment = text[words[1].start : line.end].rstrip()
    named = text[words[1].start : words[1].end]
    source = text[words[0].start : words[0].end]
    return Problem(
        words[1],
        f"this is no comment but the destination: the file is copied to `/{named}`",
        "write comments on lines of their own",
        fix=Fix(
            "move the comment above",
            (Edit(Span(line.start, line.end), f"{comment}\n{indent}{source}"),),
            is_safe=True,
        ),
    )


def _fix(recipe: Recipe, line: Span, words: Span, said: list[str]) -> Fix | None:
    """Write a line for each source, if the last word can be nothing but the directory that all of them go to."""
    *sources, target = said
    if not target.startswith("/") or any(source.startswith("/opt/") for source in sources[1:]):
        return None
    text = recipe.source.text
    indent = text[text.rfind("\n", 0, line.start) + 1 : line.start]
    directory = target.rstrip("/")
    lines = [
        f"{source} {directory}/" + ("" if any(mark in source for mark in "*?[") else _base(source))
        for source in sources
    ]
    if indent.strip() or any(not _base(source) for source in sources):
        return None
    return Fix("write a line for each source", (Edit(words, f"\n{indent}".join(lines)),), is_safe=True)


def _base(source: str) -> str:
    name = source.rstrip("/").rpartition("/")[2]
    return "" if name in (".", "..") else name
