"""A finding: what a user should know about a recipe, as data."""

from enum import Enum

from recipec.record import Record
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.diagnostics.fix import Fix


class Severity(Enum):
    """What happens to who does nothing about it."""

    ERROR = "error"
    """It will not build, or will not mean the same."""
    WARNING = "warning"
    """It differs in a way that some will notice."""
    INFO = "info"
    """It is the same for nearly everybody, or is advice."""

    def reaches(self, level: "Severity") -> bool:
        """Tell whether it is at least as severe."""
        order = tuple(Severity)
        return order.index(self) <= order.index(level)


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
        """Its code, such as ``RC301``."""
        return self.kind.code

    @property
    def name(self) -> str:
        """The name of its rule, such as ``masked-failure``."""
        return self.kind.name

    @property
    def severity(self) -> Severity:
        """What happens to who does nothing about it."""
        return self.kind.severity
