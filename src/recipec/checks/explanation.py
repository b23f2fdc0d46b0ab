"""The explanation of a rule, which is its docstring: text, a recipe that breaks it, one to use instead."""

from inspect import cleandoc

from recipec.format import Format
from recipec.record import Record
from recipec.regex import regex

_FENCE = regex(r"(?ms)^```(singularity|dockerfile)(?: ([^\n]*))?\n(.*?)^```$")


class Example(Record):
    """A recipe of an explanation. ``options`` are those of ``recipec lint`` with which it is checked."""

    format: Format
    options: str
    text: str


class Explanation(Record):
    """``title`` is the first sentence, ``text`` all of it in Markdown."""

    title: str
    text: str
    breaks: tuple[Example, ...]
    instead: tuple[Example, ...]


def read(docstring: str) -> Explanation:
    """Read a docstring."""
    text = cleandoc(docstring)
    head, _, rest = text.partition("\n## Example\n")
    example, _, instead = rest.partition("\n## Use instead\n")
    return Explanation(head.partition("\n")[0], text, _examples(example), _examples(instead))


def _examples(text: str) -> tuple[Example, ...]:
    return tuple(
        Example(Format.DEFINITION if match[1] == "singularity" else Format.DOCKERFILE, match[2] or "", match[3])
        for match in _FENCE.finditer(text)
    )
