"""What there is to show about one recipe."""

from collections.abc import Callable

from recipec.diagnostics.finding import Finding, Severity
from recipec.errors import RecipeError
from recipec.record import Record
from recipec.source import Source


class Report(Record):
    """Findings about a recipe, and what stopped the work on it.

    ``source`` None: nothing could be read, and ``path`` says what should have been.
    """

    source: Source | None
    findings: tuple[Finding, ...] = ()
    error: RecipeError | None = None
    path: str | None = None

    @property
    def name(self) -> str | None:
        """What the recipe is called."""
        return self.path if self.source is None else self.source.name

    def count(self, severity: Severity) -> int:
        return sum(finding.severity is severity for finding in self.findings)


def counted(count: Callable[[Severity], int]) -> list[str]:
    """Say how many findings of each severity there are, of which there are any."""
    counts = ((severity, count(severity)) for severity in Severity)
    return [f"{number} {_noun(severity, number)}" for severity, number in counts if number]


def _noun(severity: Severity, count: int) -> str:
    noun = "note" if severity is Severity.INFO else severity.value
    return noun if count == 1 else noun + "s"
