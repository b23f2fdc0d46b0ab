"""Every rule finds what its explanation says, is silent where it must be, and its fixes hold."""

from pathlib import Path

import pytest

from recipec.checks import explanation
from recipec.checks.rule import Rule, TextRule
from recipec.diagnostics.finding import Finding, Severity
from recipec.diagnostics.fix import apply
from recipec.source import Source
from tests.support.rules import FIXTURES, RULES, Case, explained, written

BREAKS = explained("breaks")
INSTEAD = explained("instead")
FIRES = written("fires")
SILENT = written("silent")


def ids(case: object) -> str:
    return f"{case.rule}/{case.title}" if isinstance(case, Case) else str(case)


def loud(findings: tuple[Finding, ...]) -> set[str]:
    return {one.name for one in findings if one.severity is not Severity.INFO}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.header.name)
def test_a_rule_explains_itself(rule: Rule | TextRule) -> None:
    told = explanation.read(rule.explanation)

    assert told.title.endswith(".")
    assert len(told.text.partition("\n\n")[2].partition("## Example")[0].strip()) > 80, "say why"
    assert told.breaks
    assert told.instead


@pytest.mark.parametrize("case", BREAKS, ids=ids)
def test_the_example_breaks_its_rule_and_no_other(case: Case) -> None:
    findings = case.findings()

    assert case.rule in {one.name for one in findings}
    assert loud(findings) <= {case.rule}


@pytest.mark.parametrize("case", INSTEAD, ids=ids)
def test_what_to_use_instead_breaks_no_rule(case: Case) -> None:
    findings = case.findings()

    assert case.rule not in {one.name for one in findings}
    assert loud(findings) == set()


@pytest.mark.parametrize("case", FIRES, ids=ids)
def test_a_rule_finds_its_fixture(case: Case) -> None:
    assert case.rule in {one.name for one in case.findings()}


@pytest.mark.parametrize("case", SILENT, ids=ids)
def test_a_rule_is_silent_where_it_must_be(case: Case) -> None:
    assert case.rule not in {one.name for one in case.findings()}


def fixable(case: Case) -> bool:
    return any(one.name == case.rule and one.fix is not None for one in case.findings())


@pytest.mark.parametrize("case", [case for case in [*BREAKS, *FIRES] if fixable(case)], ids=ids)
def test_a_fix_removes_its_finding_and_brings_no_new_one(case: Case) -> None:
    findings = case.findings()
    for one in findings:
        if one.name == case.rule and one.fix is not None:
            text, done = apply(case.text, (one.fix,))
            after = case.findings(text)

            assert done
            assert sum(each.name == case.rule for each in after) < sum(each.name == case.rule for each in findings)
            assert loud(after) <= loud(findings)


@pytest.mark.parametrize("name", sorted({case.rule for case in [*BREAKS, *FIRES]}))
def test_findings_are_worded_as_they_were(name: str, request: pytest.FixtureRequest) -> None:
    path = FIXTURES / name / "findings"
    told = "".join(_told(case) for case in [*BREAKS, *FIRES] if case.rule == name)
    if request.config.getoption("--update"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(told)

    assert path.exists()
    assert path.read_text() == told


def _told(case: Case) -> str:
    """Write the findings of a case's own rule, with what is underlined and what the fix makes of it."""
    source = Source(case.text)
    lines = [f"{case.title}\n"]
    for one in case.findings():
        if one.name != case.rule:
            continue
        place, under = "-", ""
        if one.span is not None:
            at = source.position(one.span.start)
            place, under = f"{at.line}:{at.column}", case.text[one.span.start : one.span.end]
        lines.append(f"    {place} {one.severity.value} {under!r}\n        {one.message}\n        help: {one.help}\n")
        lines += (
            f"        see {case.text[each.span.start : each.span.end]!r}: {each.message}\n" for each in one.related
        )
        if one.fix is not None:
            kind = "safe" if one.fix.is_safe else "unsafe"
            lines.append(f"        {kind} fix: {one.fix.title}\n")
            lines += (f"        {case.text[start:end]!r} -> {new!r}\n" for (start, end), new in one.fix.edits)
    return "".join(lines)


def test_fixtures_are_those_of_rules() -> None:
    names = {rule.header.name for rule in RULES}

    assert {path.name for path in FIXTURES.iterdir()} <= names
    assert all(
        path.stem.startswith(("fires-", "silent-")) or path.name in ("findings", "precision.json", "context")
        for path in FIXTURES.glob("*/*")
    ), "fires-WHY, silent-WHY"


def test_the_table_of_rules_is_current() -> None:
    from recipec.checks import registry

    table = Path(registry.__file__).with_name("table.py")

    assert table.read_text() == registry.build_table(), "python -m recipec.checks"


def test_codes_and_names_are_unique() -> None:
    codes = [rule.header.code for rule in RULES]
    names = [rule.header.name for rule in RULES]

    assert len(set(codes)) == len(codes)
    assert len(set(names)) == len(names)
