"""The playground, as somebody uses it who pastes a recipe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import AXE
from tests.browser.serving import serve
from tests.browser.visit import Visit
from tests.support.built_site import build_playground

FIXTURES = Path(__file__).parents[2] / "fixtures"
HOSTILE = """FROM debian:12
LABEL a="</script><script>document.title='owned'</script>"
RUN echo '<img src=x onerror="document.title=1">' && exit 0
WORKDIR <b>&lt;</b>
CMD ["</pre><h1>`<i>k</i>`"]
FORM <svg/onload=alert(1)>
"""
PASTE = """(text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(paste);
}"""
FOCUSED = """() => {
    const focused = document.activeElement;
    return {
        name: focused.getAttribute("aria-label") ?? focused.innerText,
        outline: getComputedStyle(focused.closest(".editor")?.parentElement ?? focused).outlineStyle,
    };
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    build_playground(folder / "play")
    with serve(folder) as root:
        yield root + "play/"


@pytest.fixture(scope="module")
def session(chromium: Browser, address: str) -> Iterator[Visit]:
    """One visit for all tests that only use the page: to start Python takes most of the time."""
    with Visit(chromium, AXE) as one:
        page = one.open(address)
        answered(page)
        yield one


@pytest.fixture
def page(session: Visit, address: str) -> Page:
    """The page, with an answer to its first example."""
    page = session.pages[0]
    page.select_option("#format", "")
    page.select_option("#engine", "")
    write(page, "FROM debian:12\nRUN make && make check\n")
    return page


def answered(page: Page, within: float = 60_000) -> None:
    """Wait for the answer to what is written."""
    page.locator('#panes[aria-busy="false"]').wait_for(timeout=within)


def write(page: Page, text: str) -> None:
    """Paste a text over what is there."""
    page.locator("#input .cm-content").focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    if text:
        page.evaluate(PASTE, text)
    answered(page)


def shown(page: Page, pane: str) -> str:
    """Give the text of a pane."""
    return "\n".join(page.locator(f"#{pane} .cm-line").all_text_contents())


def status(page: Page) -> str:
    return page.locator("#status").inner_text()


def test_a_dockerfile_becomes_a_definition_file_as_one_types(page: Page) -> None:
    page.locator("#input .cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type("CMD python3 -V")
    answered(page)

    assert shown(page, "output").startswith("Bootstrap: docker\nFrom: debian:12\n")
    assert "python3 -V" in shown(page, "output")
    assert page.locator("#output-title").inner_text() == "Output: a definition file"
    assert status(page).startswith("The definition file is written: ")


def test_a_definition_file_becomes_a_dockerfile_and_is_checked(page: Page) -> None:
    write(page, (FIXTURES / "examples" / "tool.def").read_text())

    assert shown(page, "output").startswith("# syntax=docker/dockerfile:1\n\nFROM debian:12\n")
    assert page.locator("#findings li.warning a").inner_text() == "RC301 masked-failure"
    assert page.locator("#findings a").get_attribute("href") == "../rules/masked-failure/"
    assert page.locator("#input .cm-lintRange-warning").count() > 0


def test_a_finding_leads_to_its_place_and_its_fix_can_be_undone(page: Page) -> None:
    text = (FIXTURES / "examples" / "tool.def").read_text()
    write(page, text)
    page.get_by_role("button", name="Line 5").click()
    assert page.evaluate("String(getSelection())") == "mkdir tool"

    page.get_by_role("button", name="Fix: have the build stop at what fails").click()
    answered(page)
    assert "    mkdir tool\n    echo done" in shown(page, "input")
    assert page.locator("#findings li.warning").count() == 0

    page.keyboard.press("Control+z")
    answered(page)
    assert shown(page, "input") == text


def test_what_cannot_be_read_is_said_at_its_place_and_the_output_stays(page: Page) -> None:
    before = shown(page, "output")
    write(page, "FROM debian:12\n\nRNU make\n")

    assert status(page) == "Not converted: 1 error."
    assert "unknown instruction: RNU" in page.locator("#findings li.error").inner_text()
    assert "did you mean RUN?" in page.locator("#findings li.error").inner_text()
    assert page.get_by_role("button", name="Line 3").count() == 1
    assert page.locator("#input .cm-lintRange-error").inner_text() == "RNU"
    assert shown(page, "output") == before
    assert page.locator("#output-title").inner_text() == "Output of the text before"
    assert page.get_by_role("button", name="Download").is_disabled()


def test_places_are_right_behind_characters_that_are_two_to_a_browser(page: Page) -> None:
    write(page, "FROM debian:12\n# 🐍🐍\nRNU make\n")

    assert page.locator("#input .cm-lintRange-error").inner_text() == "RNU"


def test_engine_and_format_are_chosen(page: Page) -> None:
    write(page, 'FROM debian:12\nARG A\nRUN echo "$A"\n')
    assert "%arguments" in shown(page, "output")

    page.select_option("#engine", "singularity-3.x")
    answered(page)
    assert "%arguments" not in shown(page, "output")

    page.select_option("#format", "definition")
    answered(page)
    assert status(page).startswith("Not converted: ")


def test_an_example_is_chosen(page: Page) -> None:
    names = [name for name in page.locator("#example option").all_inner_texts() if "…" not in name]
    assert {"Conda (Dockerfile)", "CUDA (Dockerfile)", "MPI (Dockerfile)"} < set(names)
    for name in names:
        page.select_option("#example", name)
        answered(page)

        assert " is written: " in status(page), name


def test_a_download_is_named_as_what_it_is(page: Page) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()

    assert download.value.suggested_filename == "recipe.def"
    assert Path(download.value.path()).read_text() == shown(page, "output")


def test_a_link_opens_what_was_seen(page: Page, address: str, visit: Visit) -> None:
    text = 'FROM debian:12\n# 🐍 "é" + / =\nARG A\nRUN echo "$A"\n'
    write(page, text)
    page.select_option("#engine", "singularity-3.x")
    answered(page)
    page.get_by_role("button", name="Copy a link").click()
    page.locator("#status", has_text="copied").wait_for()
    link = page.url
    output = shown(page, "output")
    page.evaluate("history.replaceState(null, '', location.pathname)")

    other = visit.open(link)
    answered(other)
    assert shown(other, "input") == text
    assert shown(other, "output") == output
    assert other.locator("#engine").input_value() == "singularity-3.x"
    assert [url for url in visit.asked if "recipe=" in url.partition("#")[0]] == []

    other.goto(f"{address}#recipe=@@@&engine=nothing")
    answered(other)
    assert shown(other, "input") == text


@pytest.mark.parametrize("written_in", ["dockerfile", "definition"])
def test_a_recipe_is_text_whatever_it_says(written_in: str, page: Page, session: Visit) -> None:
    page.select_option("#format", written_in)
    for text in (
        HOSTILE,
        HOSTILE.replace("FORM", "USER"),
        "Bootstrap: docker\nFrom: <b>x</b>\n%<script>\n<img src=x>\n",
    ):
        write(page, text)

        assert shown(page, "input") == text
        assert page.locator("main :is(script, svg, b, i, h1, iframe), #input img, #findings img").count() == 0
        assert page.title() == "recipec playground"
        assert page.evaluate("performance.getEntriesByType('resource').every((one) => !one.name.endsWith('/x'))")
    assert not session.errors


def test_an_empty_recipe_is_no_mistake(page: Page) -> None:
    write(page, "")

    assert status(page) == "Paste a recipe, or choose an example."
    assert shown(page, "output") == ""


def test_it_is_used_with_the_keyboard_alone(page: Page) -> None:
    write(page, (FIXTURES / "examples" / "tool.def").read_text())
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)")
    page.locator("nav a").first.focus()
    seen = []
    for _ in range(14):
        seen.append(page.evaluate(FOCUSED))
        assert seen[-1]["outline"] == "solid", seen
        page.keyboard.press("Tab")
    order = "Documentation|Copy a link to this recipe|Recipe|Copy|Download|Output|RC301 masked-failure|Line 5".split(
        "|"
    )
    assert [one["name"] for one in seen if one["name"] in order] == order

    page.get_by_role("button", name="Line 5").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("false")
    answered(page)
    assert "cd /opt && false && echo done" in shown(page, "input")


@pytest.mark.parametrize("recipe", ["FROM debian:12\nRUN a; b\nUSER me\n", HOSTILE], ids=["ordinary", "hostile"])
def test_nothing_keeps_people_from_using_it(recipe: str, address: str, visit: Visit, width: int, colours: str) -> None:
    page = visit.open(address, width=width, colours=colours)
    answered(page)
    write(page, recipe)

    assert visit.barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it does not fit the screen"
    assert not visit.errors
    assert [url for url in visit.asked if not url.startswith(address)] == []


def test_every_letter_is_answered_by_the_python_that_runs(page: Page, session: Visit) -> None:
    write(page, (FIXTURES / "seeds" / "pytorch-gym.def").read_text() + "\n%post\n")
    page.evaluate("performance.clearMeasures()")
    asked = list(session.asked)
    for letter in "make && make check":
        page.keyboard.type(letter)
        answered(page)

    assert page.evaluate("performance.getEntriesByName('answer').length") == len("make && make check")
    assert len(page.workers) == 1
    assert session.asked == asked
