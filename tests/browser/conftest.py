"""One headless Chromium for all tests of pages."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import visit as visits
from tests.browser.visit import Visit
from tests.support.missing import give_up

AXE = Path(os.environ.get("BROWSER_TOOLS", "/opt/browser-tools")) / "node_modules" / "axe-core" / "axe.min.js"


def _missing() -> list[str]:
    found = {"chromium": shutil.which("chromium") is not None, "axe-core": AXE.exists()}
    return [name for name, is_there in found.items() if not is_there]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser; where it is missing tests are skipped, but never in CI."""
    missing = _missing()
    if missing:
        reason = f"not installed: {', '.join(missing)} (scripts/install-browser)"
        give_up(reason)
    with visits.chromium() as browser:
        yield browser


@pytest.fixture(params=["light", "dark"])
def colours(request: pytest.FixtureRequest) -> str:
    """Which colours the reader likes."""
    return str(request.param)


@pytest.fixture(params=[360, 1400], ids=["narrow", "wide"])
def width(request: pytest.FixtureRequest) -> int:
    """How many pixels there are."""
    return int(request.param)


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Opens pages, and tells what they asked for and what they said."""
    with Visit(chromium, AXE) as one:
        yield one
