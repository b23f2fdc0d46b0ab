"""The page that explains a conversion, as a reader meets it."""

from pathlib import Path

import pytest

from recipec import Source, explain
from recipec.explanation.render.html import render
from tests.browser.visit import Visit

RECIPE = (Path(__file__).parents[2] / "fixtures" / "examples" / "Dockerfile").read_text()
HOSTILE = """FROM debian:12
ENV A="</style></script><script>document.title='owned'</script>"
RUN echo '<img src=x onerror="document.title=1">' && echo '"><svg/onload=alert(1)>' # <b>&lt;</b>
LABEL "<i>k</i>"="javascript:alert(1)"
HEALTHCHECK CMD curl '<script>'
CMD ["</pre><h1>"]
"""


def page_of(recipe: str, folder: Path) -> str:
    path = folder / "page.html"
    path.write_text(render(explain(Source(recipe, "<b>Dockerfile</b>"))))
    return path.as_uri()


def test_a_step_and_its_lines_are_shown_together(visit: Visit, tmp_path: Path) -> None:
    page = visit.open(page_of(RECIPE, tmp_path))
    page.locator(".step", has_text="WORKDIR").hover()

    assert [line.strip() for line in page.locator("#output .lit code").all_inner_texts()] == [
        "mkdir -p /src",
        "cd /src",
    ]

    page.locator("#output .line", has_text="gcc -D").hover()
    assert "gcc -D" in page.locator(".step.lit").inner_text()
    assert not visit.errors


def test_it_is_read_with_the_keyboard_alone(visit: Visit, tmp_path: Path) -> None:
    page = visit.open(page_of(RECIPE, tmp_path))
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "s1"
    assert page.locator("#output .lit").count() == 3
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.id") == "s0"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#o5")
    page.keyboard.press("Escape")
    assert page.locator(".lit").count() == 0


def test_a_long_output_follows_the_step(visit: Visit, tmp_path: Path) -> None:
    steps = "".join(f"RUN make part{number} && make check{number}\n" for number in range(120))
    page = visit.open(page_of("FROM debian:12\n" + steps, tmp_path))
    page.locator("#s120").focus()
    line = page.locator("#output .lit").first.bounding_box()

    assert line is not None
    assert 0 <= line["y"] < 900


@pytest.mark.parametrize("recipe", [RECIPE, HOSTILE], ids=["ordinary", "hostile"])
def test_nothing_keeps_people_from_using_it(
    recipe: str, visit: Visit, width: int, colours: str, tmp_path: Path
) -> None:
    page = visit.open(page_of(recipe, tmp_path), width=width, colours=colours)
    page.keyboard.press("j")

    assert visit.barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it does not fit the screen"


def test_a_recipe_is_text_whatever_it_says(visit: Visit, tmp_path: Path) -> None:
    url = page_of(HOSTILE, tmp_path)
    page = visit.open(url)
    shown = "\n".join(page.locator("#input .line code").all_text_contents())

    assert shown == HOSTILE.rstrip("\n")
    assert page.locator("img, svg, b, i, script").count() == 1, "only the page's own script"
    assert page.title().startswith("<b>Dockerfile</b> as a definition file")
    assert visit.asked == [url]
    assert not visit.errors


def test_what_keeps_people_from_using_a_page_would_be_found(visit: Visit, tmp_path: Path) -> None:
    page = visit.open(page_of(RECIPE, tmp_path))
    page.evaluate("document.body.append(document.createElement('img'))")

    assert any("image-alt" in barrier for barrier in visit.barriers(page))
