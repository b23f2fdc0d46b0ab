"""Looks through the built site: dead links, and anything that a browser would load from elsewhere."""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

# Where a browser loads what an attribute names, without being asked to.
_LOADED = {"audio", "embed", "iframe", "img", "input", "object", "script", "source", "track", "video"}
_IN_STYLES = re.compile(r"url\(['\"]?((?:https?:)?//[^'\")]*)|@import")
_ROOT = "https://site.invalid/"


class Reference(NamedTuple):
    """What an attribute of a page names, and whether a browser loads it unasked."""

    address: str
    is_loaded: bool


class Page(HTMLParser):
    """What a page refers to, and which anchors it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.references: list[Reference] = []
        self.anchors: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.anchors.update(given[name] for name in ("id", "name") if name in given)
        for name in ("href", "src", "data", "poster"):
            if name in given and (tag != "link" or "canonical" not in given.get("rel", "")):
                self.references.append(Reference(given[name], tag in _LOADED or tag == "link"))


def pages(site: Path) -> dict[str, Page]:
    """Read the pages of a site, by their addresses below it."""
    found = {}
    for path in sorted(site.rglob("*.html")):
        address = path.relative_to(site).as_posix().removesuffix("index.html")
        found[address] = Page(path.read_text())
    return found


def external(read: dict[str, Page]) -> dict[str, str]:
    """Give the addresses elsewhere that links lead to, each with a page that does."""
    links = ((one.address, at) for at, page in read.items() for one in page.references if not one.is_loaded)
    return {address: at for address, at in links if urlsplit(address).scheme}


def problems(site: Path) -> Iterator[str]:
    """Say what is wrong with a site."""
    read = pages(site)
    if "" not in read:
        yield "there is no page to begin with"
    for at, page in read.items():
        for reference in page.references:
            found = _problem(site, read, at, reference)
            if found:
                yield f"{at or 'index'}: {reference.address}: {found}"
    for path in sorted(site.rglob("*.css")):
        for address in _IN_STYLES.findall(path.read_text()):
            yield f"{path.relative_to(site)}: {address}: is loaded from elsewhere"


def _problem(site: Path, read: dict[str, Page], at: str, reference: Reference) -> str:
    if reference.address.startswith("data:"):
        return ""
    # Pages for an address that is not there are shown anywhere, so what they name begins at the root.
    whole, anchor = urldefrag(urljoin(_ROOT + at, reference.address))
    if not whole.startswith(_ROOT):
        return "is loaded from elsewhere" if reference.is_loaded else ""
    path = unquote(urlsplit(whole).path.removeprefix("/"))
    if path in read:
        known = read[path].anchors
        return "" if not anchor or unquote(anchor) in known else "no such anchor"
    return "" if (site / path).is_file() else "no such page"


def main(folder: str) -> int:
    found = list(problems(Path(folder)))
    print(*found or [f"{len(pages(Path(folder)))} pages, no dead links"], sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
