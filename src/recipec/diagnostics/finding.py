"""A finding: what a user should know about a recipe, as data."""

from enum import Enum
from typing import TYPE_CHECKING

from recipec.record import Record
from recipec.source import Span

if TYPE_CHECKING:
    from recipec.diagnostics.fix import Fix


class Severity(Enum):
    """What happens to who does nothing about it."""

    ERROR = "error"  # it will not build, or will not mean the same
    WARNING = "warning"  # it differs in a way that some will notice
    INFO = "info"  # it is the same for nearly everybody, or is advice


class Kind(Record):
    """What findings of one code have in common. ``loss``: something of the recipe is not in the output."""

    code: str
    name: str
    severity: Severity
    loss: bool = False


class Related(Record):
    """Another place that explains a finding."""

    span: Span
    message: str


class Finding(Record):
    """One thing to know. ``span`` is in the recipe that was read; ``help`` says what to do, ``fix`` does it."""

    kind: Kind
    message: str
    span: Span | None = None
    help: str | None = None
    related: tuple[Related, ...] = ()
    fix: "Fix | None" = None

    @property
    def code(self) -> str:
        return self.kind.code

    @property
    def name(self) -> str:
        return self.kind.name

    @property
    def severity(self) -> Severity:
        return self.kind.severity
