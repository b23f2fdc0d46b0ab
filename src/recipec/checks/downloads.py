"""What scripts fetch from the network: by which programs, and from whom."""

from recipec.record import Record

# Those that fetch a file, and all that fetch.
DOWNLOADERS = ("wget", "curl", "aria2c")
FETCHERS = (*DOWNLOADERS, "git")


class Address(Record):
    """An address without the quotes around it. ``host`` is in lower case, without user, password and port."""

    text: str
    scheme: str
    host: str


def address(raw: str) -> Address | None:
    """Read a word of a command as an address; None when it is none."""
    text = raw.strip("\"'")
    scheme, found, rest = text.partition("://")
    host = rest.partition("/")[0].rpartition("@")[2].partition(":")[0].lower()
    return Address(text, scheme, host) if found else None
