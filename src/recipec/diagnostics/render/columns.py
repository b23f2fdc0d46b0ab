"""Text on a terminal: how wide it is, and what must not reach the terminal as it is."""

TAB = 4


def visible(text: str) -> str:
    """Replace what would move the cursor, change colours or turn the direction of reading."""
    if text.isprintable():
        return text
    return "".join(_picture(each) if _is_control(each) else each for each in text)


def on_a_line(text: str) -> str:
    """Replace what would end the line too: a name must not begin one that a service reads as a command."""
    return visible(text).replace("\n", "\u240a")


def _is_control(character: str) -> bool:
    # Compared, as a pattern with these ranges takes longer to compile than a conversion.
    return (
        (character < " " and character not in "\t\n")
        or "\x7f" <= character <= "\x9f"
        or "\u202a" <= character <= "\u202e"
        or "\u2066" <= character <= "\u2069"
    )


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
