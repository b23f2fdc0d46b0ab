"""The documentation site, as a reader meets it."""

from collections.abc import Iterator

import pytest

from tests.browser.serving import serve
from tests.browser.visit import Visit
from tests.support.built_site import build

# One of each kind.
PAGES = ("", "rules/", "rules/masked-failure/", "recipes/conda/", "spython/", "library/")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site."""
    folder = tmp_path_factory.mktemp("site")
    build(folder)
    with serve(folder) as address:
        yield address


@pytest.mark.parametrize("path", PAGES)
def test_nothing_keeps_people_from_reading_it(path: str, site: str, visit: Visit, width: int, colours: str) -> None:
    page = visit.open(site + path, width=width, colours=colours)
    page.wait_for_load_state("networkidle")

    assert [one for one in visit.barriers(page) if one.startswith(("serious", "critical"))] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it does not fit the screen"
    assert not visit.errors


def test_a_rule_is_found_by_its_code_and_nothing_is_loaded_from_elsewhere(site: str, visit: Visit) -> None:
    page = visit.open(site)
    # What is typed before the page's script listens is lost.
    page.wait_for_load_state("networkidle")
    page.locator("input.md-search__input").click()
    page.wait_for_load_state("networkidle")
    page.keyboard.type("RC301")
    page.locator(".md-search-result__link[href*='rules/masked-failure/']").first.wait_for(
        state="attached", timeout=120_000
    )

    assert [url for url in visit.asked if not url.startswith(site)] == []
