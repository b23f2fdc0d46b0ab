"""How long people wait for the playground: `python -m scripts.bench_playground`.

The first answer is put beside a page that starts Python and nothing else, for most of it is that. Then a recipe of 60
lines is changed a letter at a time. Times are those of this machine.
"""

import tempfile
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Browser, Page

from scripts import playground
from tests.browser.serving import serve
from tests.browser.visit import Visit, chromium

_ROOT = Path(__file__).resolve().parents[1]
_AXE = Path()  # barriers are not looked for here
_ANSWERED = '#panes[aria-busy="false"]'
_ROUNDS = 5
_TYPED = "    make && make check"
_BARE = """<!doctype html><title>bare</title><script type="module">
    import { loadPyodide } from "./python/pyodide.mjs";
    const python = await loadPyodide();
    document.body.textContent = python.runPython("1 + 1");
    performance.measure("answer", { start: 0, end: performance.now() });
</script>"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="recipec-playground-") as name:
        playground.build(Path(name))
        (Path(name) / "bare.html").write_text(_BARE)
        with serve(Path(name)) as address, chromium() as browser:
            first = [_first(browser, address, _ANSWERED) for _ in range(_ROUNDS)]
            bare = [_first(browser, address + "bare.html", "text=2") for _ in range(_ROUNDS)]
            letters = _letters(browser, address)
    print(f"first answer          {median(first):6.0f} ms, median of {_ROUNDS}")
    print(f"Python alone          {median(bare):6.0f} ms")
    print(f"answer to a letter    {median(letters):6.0f} ms, 95th percentile {quantiles(letters, n=20)[-1]:.0f} ms")


def _first(browser: Browser, address: str, there: str) -> float:
    """Open a page, and say after how long ``there`` was to be seen."""
    with Visit(browser, _AXE) as visit:
        return _durations(visit.open(address), there)[0]


def _letters(browser: Browser, address: str) -> list[float]:
    text = (_ROOT / "fixtures" / "seeds" / "pytorch-gym.def").read_text()
    with Visit(browser, _AXE) as visit:
        page = visit.open(address)
        _durations(page, _ANSWERED)
        page.locator("#input .cm-content").focus()
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(text + "\n%post\n")
        _durations(page, _ANSWERED)
        page.evaluate("performance.clearMeasures()")
        for letter in _TYPED:
            page.keyboard.type(letter)
            times = _durations(page, _ANSWERED)
    return times


def _durations(page: Page, there: str) -> list[float]:
    """Wait for something, and say in how many milliseconds each answer came."""
    page.locator(there).wait_for(timeout=120_000)
    found: list[float] = page.evaluate("performance.getEntriesByName('answer').map((one) => one.duration)")
    return found


if __name__ == "__main__":
    main()
