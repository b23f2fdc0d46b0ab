"""The documentation site: built, whole, without dead links, with a page for every finding."""

import re
from pathlib import Path

import pytest

from recipec.checks.findings import kinds
from recipec.diagnostics.finding import Kind, Severity
from recipec.diagnostics.render.form import PAGES, page
from scripts.site_check import external, pages, problems
from tests.support.built_site import build
from tests.support.rules import RULES

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    build(folder)
    return folder


def test_the_site_has_no_dead_links_and_loads_nothing_from_elsewhere(site: Path) -> None:
    assert list(problems(site)) == []


def test_every_finding_has_the_page_that_its_address_names(site: Path) -> None:
    root = PAGES.removesuffix("rules/")
    rules = [Kind(one.header.code, one.header.name, Severity(one.header.severity)) for one in RULES]
    missing = [
        kind.name for kind in (*rules, *kinds()) if not (site / page(kind).removeprefix(root) / "index.html").is_file()
    ]

    assert missing == []
    assert f"site_url: {root}\n" in (ROOT / "mkdocs.yml").read_text()


def test_addresses_elsewhere_are_well_formed(site: Path) -> None:
    found = external(pages(site))

    assert found
    for address, at in found.items():
        assert re.fullmatch(r"https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[\w./~%()+,=&?#:-]*)?", address), (at, address)


def test_rules_are_in_the_index_that_a_search_reads(site: Path) -> None:
    index = (site / "search" / "search_index.json").read_text()

    assert '"location":"rules/masked-failure/' in index
    assert list(site.glob("assets/javascripts/workers/search.*.js"))
    assert 'class="mermaid"' not in "".join(path.read_text() for path in site.rglob("*.html"))  # it would be loaded


def test_what_is_wrong_with_a_site_is_found(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "index.html").write_text('<h1 id="here">Other</h1> <a href="../#top">back</a>')
    (tmp_path / "index.html").write_text(
        '<a href="other/#here">right</a> <a href="other/#there">wrong</a> <a href="nowhere/">wrong</a>'
        '<a href="https://example.org/">elsewhere</a> <script src="https://example.org/x.js"></script>'
    )
    (tmp_path / "style.css").write_text("body { background: url(https://example.org/x.png) }")

    assert list(problems(tmp_path)) == [
        "index: other/#there: no such anchor",
        "index: nowhere/: no such page",
        "index: https://example.org/x.js: is loaded from elsewhere",
        "other/: ../#top: no such anchor",
        "style.css: https://example.org/x.png: is loaded from elsewhere",
    ]
    assert external(pages(tmp_path)) == {"https://example.org/": ""}
