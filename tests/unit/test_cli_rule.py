"""`recipec rule`: explanations, and the list of them."""

import json

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


def test_the_beginning_of_codes_lists_a_family(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "rc3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 10
    assert all(line.startswith("RC3") for line in lines)

    assert main(["rule", "RC3", "RC301", "--output-format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["code"] for row in rows] == [line.split()[0] for line in lines]


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("SC2086", "https://www.shellcheck.net/wiki/SC2086 explains it"),
        ("dl3008", "https://github.com/hadolint/hadolint/wiki/DL3008 explains it"),
        ("shellcheck", "`recipec lint --shellcheck` asks it"),
        ("RC399", "`recipec rule RC3` lists those that begin so"),
        ("E501", "codes begin with `RC`"),
        ("", "`recipec rule` lists all of them"),
    ],
)
def test_what_is_no_rule_of_ours_gets_an_answer(word: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", word]) == 2
    assert told in capsys.readouterr().err


def test_a_misspelt_rule_gets_a_suggestion(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "masked-failur"]) == 2
    assert "did you mean `masked-failure`?" in capsys.readouterr().err


@pytest.mark.parametrize("width", [40, 80])
def test_prose_is_as_wide_as_the_terminal_and_code_as_it_is(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "1000")
    main(["rule", *(f"RC{number}" for number in (103, 301, 811))])
    wide = capsys.readouterr().out
    monkeypatch.setenv("COLUMNS", str(width))
    main(["rule", *(f"RC{number}" for number in (103, 301, 811))])
    narrow = capsys.readouterr().out

    assert narrow.split() == wide.split()
    assert narrow.split("```")[1::2] == wide.split("```")[1::2]
    assert max(len(line) for prose in narrow.split("```")[::2] for line in prose.split("\n")) <= width
