"""`recipec rule`: explanations, and the list of them."""

import pytest

from recipec.cli import main


@pytest.mark.parametrize("form", ["human", "markdown", "json"])
def test_a_rule_is_explained(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "RC104", "masked-failure", "--output-format", form]) == 0

    out = capsys.readouterr().out

    assert "`sudo: not found`" in out
    assert "## Use instead" in out


def test_all_rules_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    from recipec.checks.findings import others
    from recipec.checks.registry import headers

    assert main(["rule"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(headers()) + len(others())


def test_a_finding_of_a_conversion_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "source-missing", "RC023"]) == 0
    assert "## Example" in capsys.readouterr().out


def test_a_misspelt_rule_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "masked-failur"]) == 2
    assert "did you mean `masked-failure`?" in capsys.readouterr().err
