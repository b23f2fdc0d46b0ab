"""``{{ name }}``: where Apptainer sees one, what it stands for, and text with templates as a value of the program.

Templates are replaced in the text of a whole stage before that is read for good (args/reader.go). Here they are
*masked* first: a masked text is read like any other, and ``Masks.text`` makes values of what was read.
"""

import re
from collections.abc import Mapping
from functools import cache

from recipec.definition.parse.words import argument, is_skipped, trim
from recipec.definition.tree import Section, Stage
from recipec.errors import RecipeError
from recipec.ir.text import Sigil, Text, Variable
from recipec.record import Record
from recipec.source import Span
from recipec.target import Target


class Template(Record):
    """A place that is replaced."""

    name: str
    start: int
    end: int


@cache
def _template() -> re.Pattern[str]:
    # RE2's \s has no vertical tab, and its \w is ASCII.
    return re.compile(r"\{\{[ \t\n\f\r]*([0-9A-Za-z_]+)[ \t\n\f\r]*\}\}")


@cache
def _comment() -> re.Pattern[str]:
    # A `#` with another character than `!` behind it: neither `#{{ a }}` nor `#!` is a comment here (args/reader.go).
    return re.compile(r"#[^!]")


def find(text: str, *, skips_comments: bool = True) -> tuple[Template, ...]:
    """Find the templates of a text. ``skips_comments``: those behind a ``#`` on their line are left alone.

    A ``#`` in quotes is a comment too, and one before an earlier template of the line is not looked at.
    """
    if "{{" not in text:
        return ()
    found: list[Template] = []
    done = 0
    for match in _template().finditer(text):
        at = match.start()
        if skips_comments and "#" in text:
            line = max(text.rfind("\n", done, at), done)
            if _comment().search(text, line, at):
                continue
        found.append(Template(match[1], at, match.end()))
        done = match.end()
    return tuple(found)


class Masks(Record):
    """What the masks of a text stand for: by number, a template as it was written and its name."""

    written: tuple[tuple[str, str], ...] = ()

    def text(self, masked: str) -> Text:
        """Make a value of a part of the masked text."""
        if not self.written or "\0" not in masked:
            return (masked,) if masked else ()
        parts: list[str | Variable] = []
        for at, part in enumerate(masked.split("\0")):
            if at % 2:
                parts.append(Variable(self.written[int(part)][1], sigil=Sigil.TEMPLATE))
            elif part:
                parts.append(part)
        return tuple(parts)

    def source(self, masked: str) -> str:
        """Give back what was written."""
        if not self.written or "\0" not in masked:
            return masked
        return "".join(self.written[int(part)][0] if at % 2 else part for at, part in enumerate(masked.split("\0")))


def mask(text: str, *, skips_comments: bool = True) -> tuple[str, Masks]:
    """Put a mask in the place of each template: its number between two NULs.

    A text with a NUL of its own has no templates.
    """
    templates = () if "\0" in text else find(text, skips_comments=skips_comments)
    if not templates:
        return text, Masks()
    parts: list[str] = []
    done = 0
    for number, template in enumerate(templates):
        parts.append(f"{text[done : template.start]}\0{number}\0")
        done = template.end
    parts.append(text[done:])
    return "".join(parts), Masks(tuple((text[one.start : one.end], one.name) for one in templates))


def are_read(stage: Stage, target: Target) -> bool:
    """Whether templates mean something in a stage: the target knows them, or the stage itself shows that it does."""
    return target.has_arguments or any(isinstance(one, Section) and one.name == "arguments" for one in stage.sections)


def defaults(stage: Stage) -> dict[str, str]:
    """Give the values of a stage's ``%arguments``, templates in them as they are written. The last of a name counts."""
    values: dict[str, str] = {}
    for section in stage.sections:
        if isinstance(section, Section) and section.name == "arguments":
            for line in section.lines:
                text = trim(line)
                pair = None if is_skipped(text) else argument(text)
                if pair is not None:
                    values[pair[0]] = pair[1]
    return values


def value(name: str, values: Mapping[str, str], *, nests: bool = True) -> str | None:
    """Give what a template is replaced by: its value, in which templates are replaced once, with values as they are.

    What this puts in is not looked at again. None: nothing gives it a value, and the build fails.
    """
    found = values.get(name)
    if found is None or not nests or "{{" not in found:
        return found
    replaced = found
    for match in _template().finditer(found):
        if match[1] in values:
            replaced = replaced.replace(match[0], values[match[1]])
    return replaced


def expand(
    text: str,
    values: Mapping[str, str],
    *,
    start: int = 0,
    nests: bool = True,
    skips_comments: bool = True,
) -> str:
    """Replace the templates of a stage's text; ``start`` is where that is in the recipe. As apptainer does it."""
    parts: list[str] = []
    done = 0
    for template in find(text, skips_comments=skips_comments):
        replaced = value(template.name, values, nests=nests)
        if replaced is None:
            raise RecipeError(
                f"`{{{{ {template.name} }}}}` has no value",
                span=Span(start + template.start, start + template.end),
                help=f"give it one in `%arguments` of this stage, or with `--build-arg {template.name}=...`",
            )
        parts += (text[done : template.start], replaced)
        done = template.end
    return "".join(parts) + text[done:]
