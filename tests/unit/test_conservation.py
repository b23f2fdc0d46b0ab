"""What is said is written or named."""

from recipec.checks.conservation import VANISHED, unaccounted
from recipec.diagnostics.finding import Finding, Kind, Related, Severity
from recipec.source import Span

KIND = Kind("RC999", "test", Severity.INFO)


def lost(said: list[Span], written: list[Span], *findings: Finding) -> list[Span | None]:
    found = list(unaccounted(said, frozenset(written), findings))

    assert all(finding.kind is VANISHED for finding in found)
    return [finding.span for finding in found]


def test_what_is_written_is_accounted_for() -> None:
    assert lost([Span(0, 5), Span(6, 9)], [Span(6, 9), Span(0, 5)]) == []


def test_what_is_not_written_has_vanished() -> None:
    assert lost([Span(0, 5), Span(6, 9)], [Span(0, 5)]) == [Span(6, 9)]


def test_a_finding_in_its_place_accounts_for_it() -> None:
    assert lost([Span(6, 9)], [], Finding(KIND, "", Span(7, 8))) == []
    assert lost([Span(6, 9)], [], Finding(KIND, "", Span(0, 20))) == []
    assert lost([Span(6, 9)], [], Finding(KIND, "", Span(6, 6))) == []
    assert lost([Span(6, 9)], [], Finding(KIND, "", Span(0, 1), related=(Related(Span(8, 9), ""),))) == []


def test_a_finding_beside_it_does_not() -> None:
    assert lost([Span(6, 9)], [], Finding(KIND, "", Span(0, 6))) == [Span(6, 9)]
    assert lost([Span(6, 9)], [], Finding(KIND, "", Span(9, 12))) == [Span(6, 9)]
    assert lost([Span(6, 9)], [], Finding(KIND, "")) == [Span(6, 9)]
