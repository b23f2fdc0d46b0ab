"""A visit to a page: what it loads, what goes wrong in it, and what keeps people from using it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

# Without these it looks for its maker's services when it starts, and cannot run as root.
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the machine's Chromium, without a window."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS.split())
        yield browser
        browser.close()


class Visit:
    """Opens pages, each in a context of its own."""

    def __init__(self, browser: Browser, axe: Path) -> None:
        self._browser = browser
        self._axe = axe
        self._contexts: list[BrowserContext] = []
        self.pages: list[Page] = []
        self.asked: list[str] = []
        self.errors: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for context in self._contexts:
            context.close()

    def open(self, url: str, *, width: int = 1400, colours: str = "light") -> Page:
        """Open a page as somebody with such a screen and such a taste."""
        scheme: Literal["light", "dark"] = "dark" if colours == "dark" else "light"
        context = self._browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        self._contexts.append(context)
        page = context.new_page()
        self.pages.append(page)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.goto(url)
        return page

    def barriers(self, page: Page) -> list[str]:
        """Say what keeps people from using a page, as axe-core finds it."""
        # Evaluated by the driver, which a page's own policy does not bind.
        page.evaluate(self._axe.read_text())
        found: list[dict[str, object]] = page.evaluate("axe.run().then((found) => found.violations)")
        return [f"{one['impact']} {one['id']}: {one['help']} {one['nodes']}" for one in found]
