"""Help on a terminal, as wide as that is."""

from collections.abc import Iterator
from textwrap import wrap

from recipec.cli.page import EXAMPLES, Page, Section

_BOLD, _CODE, _RESET = "\x1b[1m", "\x1b[36m", "\x1b[0m"
# Lines that are longer are hard to read.
_WIDEST, _NARROWEST = 100, 20
# Where what is said of an option begins, and how many columns it needs to stand beside it.
_BESIDE, _ROOM = 26, 32


def render(page: Page, width: int, *, colour: bool) -> str:
    """Show a page."""
    paint = _Paint(max(_NARROWEST, min(width, _WIDEST)), colour=colour)
    parts = [
        paint.wrapped(page.title, ""),
        f"{paint(_BOLD, 'Usage')}: {paint(_CODE, page.name)} {page.usage}",
        *("\n".join(_section(section, paint)) for section in page.sections if section.paragraphs or section.items),
    ]
    return "\n\n".join(parts) + "\n"


class _Paint:
    def __init__(self, width: int, *, colour: bool) -> None:
        self.width = width
        self._colour = colour

    def __call__(self, colour: str, text: str) -> str:
        return f"{colour}{text}{_RESET}" if self._colour else text

    def wrapped(self, text: str, margin: str, further: str = "") -> str:
        lines = wrap(
            text,
            self.width,
            initial_indent=margin,
            subsequent_indent=further or margin,
            break_on_hyphens=False,
            break_long_words=False,
        )
        return "\n".join(lines)


def _section(section: Section, paint: _Paint) -> Iterator[str]:
    if not section.items:
        yield "\n\n".join(text.rstrip() if "\n" in text else paint.wrapped(text, "") for text in section.paragraphs)
        return
    yield f"{paint(_BOLD, section.title)}:"
    if section.title == EXAMPLES:
        for item in section.items:
            yield paint.wrapped(item.text, "  # ", "  #   ")
            yield f"  {paint(_CODE, item.term)}"
        return
    size = min(_BESIDE, max(len(item.term) for item in section.items) + 4)
    is_beside = paint.width >= size + _ROOM
    for item in section.items:
        term = f"  {paint(_CODE, item.term)}"
        margin = " " * (size if is_beside else 6)
        text = paint.wrapped(item.text, margin)
        if is_beside and len(item.term) + 4 <= size:
            yield term + " " * (size - len(item.term) - 2) + text[size:]
        else:
            yield f"{term}\n{text}"
