"""The documentation site, built as `scripts/docs` builds it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import playground
from tests.support.missing import give_up

ROOT = Path(__file__).parents[2]


def build(folder: Path) -> None:
    """Build the site into a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    build_playground(folder / "play")


def build_playground(folder: Path) -> None:
    """Build the playground into a folder; without npm tests are skipped, but never in CI."""
    if shutil.which("npm") is None:
        reason = "not installed: npm (scripts/install-browser)"
        give_up(reason)
    playground.build(folder)
