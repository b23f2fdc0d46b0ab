"""RC015."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.definition.parse.words import is_skipped, label, trim
from recipec.definition.tree import Section
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.record import Record
from recipec.source import Span


@rule("RC015", Severity.WARNING, "definition", words="%labels %applabels")
def label_name(recipe: Recipe) -> Iterator[Problem]:
    """A label is written so that its value becomes a part of its name.

    A line of `%labels` is a name, a space, and a value. `name=value` and `name: value`, as other formats have them, and
    a tab between the two, make labels that are called `name=value` or `name:`, and whoever asks for `name` finds
    nothing. Quotes are not taken off either.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %labels
        version=1.2
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %labels
        version 1.2
    ```
    """
    for stage in recipe.stages:
        for section in stage.sections("labels", "applabels"):
            wrong = list(_wrong(section))
            if not wrong:
                continue
            first, pairs, value = wrong[0].at, wrong[0].pairs, wrong[0].value
            called = recipe.source.text[first.start : first.end].replace("\t", "\\t")
            yield Problem(
                first,
                f"the label is called `{called}`, and has {f'the value `{value}`' if value else 'no value'}",
                f"write `{' '.join(pairs[0]).rstrip()}`",
                related=tuple(Related(one.at, "this one too") for one in wrong[1:]),
                fix=Fix("part name and value by a space", tuple(one.edit for one in wrong), is_safe=True),
            )


class _Wrong(Record):
    """A line that names another label than was meant: ``at`` is its name to engines, ``pairs`` what was meant."""

    at: Span
    value: str
    pairs: list[tuple[str, str]]
    edit: Edit


def _wrong(section: Section) -> Iterator[_Wrong]:
    for line, span in zip(section.lines, section.line_spans, strict=False):
        text = trim(line)
        if is_skipped(text) or "{{" in text.partition(" ")[0]:
            continue
        key, value = label(text)
        pairs = _pairs(text, key, value)
        if pairs is None:
            continue
        indent = line[: len(line) - len(line.lstrip())]
        start = span.start + len(indent)
        meant = f"\n{indent}".join(f"{name} {held}".rstrip() for name, held in pairs)
        edit = Edit(Span(start, start + len(text)), meant)
        yield _Wrong(Span(start, start + len(key)), value, pairs, edit)


def _pairs(text: str, key: str, value: str) -> list[tuple[str, str]] | None:
    """Say which labels are meant by a line; None when it is as it has to be."""
    if "://" in key:
        return None
    if "\t" in key:
        name, _, first = key.partition("\t")
        return [(name.rstrip(":="), f"{first.strip()} {value}".strip())]
    if key.endswith(":") and len(key) > 1:
        return [(key[:-1], value)]
    name, equals, rest = text.partition("=")
    if not equals or "=" not in key or not name.strip("\"'"):
        return None
    import shlex

    try:
        words = shlex.split(text)
    except ValueError:
        words = []
    if len(words) > 1 and all("=" in word for word in words):
        return [(word.partition("=")[0], word.partition("=")[2]) for word in words]
    rest = rest.strip()
    if len(rest) > 1 and rest[0] == rest[-1] and rest[0] in "\"'":
        rest = rest[1:-1]
    return [(name.strip().strip("\"'"), rest)]
