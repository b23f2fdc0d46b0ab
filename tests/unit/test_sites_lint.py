"""What checking makes of a site, and of base images that were looked at."""

import pytest

import recipec
from recipec.checks.lint import lint
from recipec.checks.onsite import WITHOUT_NETWORK, WITHOUT_ROOT
from recipec.checks.settings import Settings
from recipec.diagnostics.finding import Finding, Severity
from recipec.format import Format
from recipec.ir.configuration import Configuration
from recipec.sites.reading import read_site
from recipec.source import Source
from recipec.target import APPTAINER_1_4
from tests.support.rules import RULES, explained, settings

NAMES = {rule.header.code: rule.header.name for rule in RULES}
HEAD = "Bootstrap: docker\nFrom: debian:12\n\n"


def severities(case_of: str, on_site: dict[str, object]) -> set[Severity]:
    """Give the severities of what a rule finds in the recipes of its explanation, on a site."""
    cases = [case for case in explained("breaks") if case.rule == NAMES[case_of]]
    assert cases
    found: set[Severity] = set()
    for case in cases:
        decided = settings(case.options)
        decided = decided.at(read_site(on_site, "ours")) if on_site else decided
        checked = lint(Source(case.text), case.format, APPTAINER_1_4, decided)
        found |= {one.severity for one in checked.findings if one.code == case_of}
    return found


@pytest.mark.parametrize("code", sorted(WITHOUT_ROOT))
def test_advice_about_root_is_an_error_on_a_site_without(code: str) -> None:
    without: dict[str, object] = {"root": False, "user-namespaces": True}

    assert next(rule.header.severity for rule in RULES if rule.header.code == code) == Severity.WARNING.value
    assert severities(code, without) == {Severity.ERROR}


@pytest.mark.parametrize("code", sorted(WITHOUT_NETWORK))
def test_advice_about_the_network_is_an_error_where_nodes_have_none(code: str) -> None:
    assert severities(code, {"network-on-compute-nodes": True}) == {Severity.WARNING}
    assert severities(code, {"network-on-compute-nodes": False}) == {Severity.ERROR}


def check(text: str, decided: Settings, written_in: Format = Format.DEFINITION) -> dict[str, Finding]:
    return {one.code: one for one in recipec.lint(text, decided, format=written_in).findings}


def test_what_the_user_says_about_a_rule_wins_over_the_site() -> None:
    text = HEAD + "%post\n    chmod u+s /usr/bin/tail\n"
    site = read_site({"root": False}, "ours")

    assert check(text, Settings().at(site))["RC105"].severity is Severity.ERROR
    for selector in ("RC105", "RC1", "setuid-program"):
        assert check(text, Settings(severity={selector: Severity.INFO}).at(site))["RC105"].severity is Severity.INFO


def test_a_program_below_what_the_site_binds_is_an_error() -> None:
    text = (
        HEAD + "%post\n    git clone --branch v1 https://example.org/a.git /fs1/a\n\n%runscript\n    exec /fs1/a/run\n"
    )
    site = read_site({"binds": ["/fs1/a", "$WORK:/work"]}, "ours")

    assert "RC212" not in check(text, Settings())
    found = check(text, Settings().at(site))["RC212"]
    assert found.severity is Severity.ERROR
    assert found.message == "`/fs1/a/run` is gone on ours, which binds its own `/fs1/a` over the image's"
    elsewhere = check(text.replace("/fs1", "/scratch"), Settings().at(site))["RC212"]
    assert elsewhere.severity is Severity.WARNING


def test_a_mount_point_of_the_site_is_asked_for_in_its_name() -> None:
    site = read_site({"mount-points": ["/dataset"]}, "ours")
    found = check(HEAD, Settings().at(site))["RC211"]

    assert found.message == "`/dataset` is not in the image, which the site `ours` asks for"
    assert found.fix is not None
    assert "RC211" not in check(HEAD + "%post\n    mkdir /dataset\n", Settings().at(site))


BASE = Configuration(entrypoint=("tini", "--"), command=("python3",), user="app", workdir="/srv")


def with_base(text: str, written_in: Format, base: Configuration = BASE) -> dict[str, Finding]:
    found = recipec.lint(text, format=written_in, bases={"base:1": base}).findings
    return {one.code: one for one in found}


def test_the_user_of_the_base_is_found_without_any_in_the_recipe() -> None:
    text = "FROM base:1\nRUN pip install --user numpy==2.1.0\n"
    found = with_base(text, Format.DOCKERFILE)

    assert found["RC101"].message == "the image runs as whoever starts it, not as `app`"
    assert found["RC101"].span is not None
    assert text[slice(*found["RC101"].span)].startswith("FROM base:1")
    assert "not `app`'s" in found["RC102"].message
    assert not {"RC101", "RC102"} & set(with_base(text, Format.DOCKERFILE, Configuration(user="root")))


def test_a_destination_is_not_unknown_below_a_workdir_that_is_known() -> None:
    text = "FROM base:1\nCOPY a.txt b/\n"

    assert "RC603" in check(text, Settings(), Format.DOCKERFILE)
    assert "RC603" not in with_base(text, Format.DOCKERFILE)


def test_what_the_base_starts_is_named() -> None:
    found = with_base("Bootstrap: docker\nFrom: base:1\n", Format.DEFINITION)

    assert found["RC514"].message == "`apptainer run` starts what the base image starts, `tini -- python3`"
