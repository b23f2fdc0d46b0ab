"""A script, read once: ``parse`` makes the value that every analysis takes."""

from functools import cached_property, lru_cache

from recipec.shell.syntax import Sequence
from recipec.shell.walk import Found, commands
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.shell.layout import Layout


class Script:
    """A text and what it says. ``is_understood`` is False when it is no shell script, or beyond reason.

    ``body`` is empty then, and no analysis may conclude anything from it.
    """

    def __init__(self, text: str) -> None:
        from recipec.shell.reading import read

        self.text = text
        reading = read(text)
        self.body: Sequence = reading.body or Sequence()
        self.is_understood = reading.body is not None
        self.heredocs = reading.heredocs
        self._reading = reading
        self._layout: Layout | None = None

    @cached_property
    def commands(self) -> tuple[Found, ...]:
        """Every command, the outer before the inner, in the order of the text."""
        return tuple(commands(self.body))

    @property
    def layout(self) -> "Layout":
        """Where the text is plain code. Known for scripts that are understood only."""
        if self._layout is None:
            from recipec.shell.layout import Layout

            self._layout = Layout.of(self._reading)
        return self._layout


# What is kept of a script, its tree included, takes some hundred times its text.
_REMEMBERED = 64
_SHORT = 4_000


def parse(text: str) -> Script:
    """Read a script. Any text may be given. One that was read lately is not read again."""
    return _remembered(text) if len(text) < _SHORT else _last(text)


_remembered = lru_cache(_REMEMBERED)(Script)
# Of long ones the last: whoever asks what it leaves, what it touches and how it is laid out asks in a row.
_last = lru_cache(1)(Script)
