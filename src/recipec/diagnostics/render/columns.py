"""Text on a terminal: how wide it is, and what must not reach the terminal as it is."""

import re

TAB = 4
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """Replace what would move the cursor, change colours or turn the direction of reading."""
    return _CONTROL.sub(lambda match: _picture(match.group()), text)


def _picture(character: str) -> str:
    code = ord(character)
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"


def cells(text: str) -> tuple[list[str], list[int]]:
    """Give what is shown for each character, and the column at which each one starts, with the last one's end."""
    shown: list[str] = []
    starts = [0]
    for character in text:
        cell = " " * (TAB - starts[-1] % TAB) if character == "\t" else visible(character)
        shown.append(cell)
        starts.append(starts[-1] + (len(cell) if cell.isascii() else width(cell)))
    return shown, starts


def width(text: str) -> int:
    """Count the columns that a text takes: two for a wide character, none for one that sits upon another."""
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)
