"""What a lift or a lowering gives: its value, what there is to say about it, and its account."""

from recipec.diagnostics.finding import Finding
from recipec.ir.classes import Value, frozen
from recipec.source import Span
from recipec.typed import Generic, TypeVar

T = TypeVar("T")


@frozen(slots=False, repr=False, eq=False)
class Outcome(Value, Generic[T]):
    """``written`` holds the span of every instruction, section or node that ``value`` expresses.

    ``reasons`` say of some of them why they are expressed as they are.

    What is in neither ``written`` nor the place of a finding has vanished: a bug (``checks/conservation.py``).
    """

    value: T
    findings: tuple[Finding, ...] = ()
    written: frozenset[Span] = frozenset()
    reasons: tuple[tuple[Span, str], ...] = ()
