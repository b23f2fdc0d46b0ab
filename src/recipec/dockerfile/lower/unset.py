"""Variables that scripts of the build read and have not set: an ARG of that name would give them a value."""

from collections.abc import Iterable, Iterator

from recipec.ir.steps import App, AppSection, Post, SetTest, Step
from recipec.ir.text import Text, Variable
from recipec.regex import regex

_READ = regex(r"\$\{?(\w+)")
_SET = regex(r"(?<![\w$])(\w+)=")


def read_unset(script: str) -> frozenset[str]:
    """Name the variables that a script reads above the first line that may set them."""
    first: dict[str, int] = {}
    for match in _SET.finditer(script):
        first.setdefault(match[1], match.start())
    size = len(script)
    return frozenset(match[1] for match in _READ.finditer(script) if match.start() < first.get(match[1], size))


def read_by(steps: Iterable[Step]) -> frozenset[str]:
    """Name the variables that the scripts of a stage's build read and have not set."""
    return frozenset().union(*(read_unset(_masked(text)) for text in _scripts(steps)))


def _scripts(steps: Iterable[Step]) -> Iterator[Text]:
    """Give what becomes a RUN: it has the arguments of its stage in its environment."""
    for step in steps:
        match step:
            case Post():
                yield step.script
            case SetTest():
                yield step.script.body
            case App(section=AppSection.INSTALL):
                yield step.body
            case _:
                pass


def _masked(text: Text) -> str:
    return "".join(" " if isinstance(part, Variable) else part for part in text)
