"""The pages of the rules by their families, as ``docs/rules/index.md`` lists them."""

import re
from pathlib import Path

_INDEX = Path(__file__).parents[1] / "docs" / "rules" / "index.md"
_LINE = re.compile(r"^## (?P<family>.+)$|^\| RC\d+ \| \[[^]]*\]\((?P<page>[^)]*)\)", re.MULTILINE)


def families() -> dict[str, list[str]]:
    """Give the pages of each family, below ``docs``."""
    found: dict[str, list[str]] = {}
    pages: list[str] = []
    for match in _LINE.finditer(_INDEX.read_text()):
        if match["family"]:
            pages = found.setdefault(match["family"], [])
        else:
            pages.append(f"rules/{match['page']}")
    return found
