"""The shape of an output about many recipes: pieces that are made one by one, so that no run is too long for it."""

from collections import Counter
from collections.abc import Callable, Mapping

from recipec.diagnostics.finding import Kind, Severity
from recipec.diagnostics.render.report import Report
from recipec.record import Record
from recipec.typed import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

# Where each rule has its page.
PAGES = "https://recipec.readthedocs.io/rules/"


class Total(Record):
    """What a run came to: how many recipes, findings by their kind, and what could not be checked and why.

    ``titles`` say in a sentence what a code is about.
    """

    recipes: int
    findings: Counter[Kind]
    errors: tuple[tuple[str, str], ...]
    titles: Mapping[str, str]

    def count(self, severity: Severity) -> int:
        return sum(count for kind, count in self.findings.items() if kind.severity is severity)


class Form(Record):
    """A form of output. ``piece`` gives nothing for a recipe about which there is nothing to say."""

    piece: Callable[[Report], str]
    head: str = ""
    between: str = ""
    tail: Callable[[Total], str] = lambda _: ""


def page(kind: Kind) -> str:
    """Give the address of the page about a kind of finding, which may be another linter's."""
    match kind.name:
        case "shellcheck":
            return f"https://www.shellcheck.net/wiki/{kind.code}"
        case "hadolint":
            return f"https://github.com/hadolint/hadolint/wiki/{kind.code}"
        case _:
            return f"{PAGES}{kind.name}/"
