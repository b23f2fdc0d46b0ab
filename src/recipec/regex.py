"""Regular expressions that are compiled when they are first used: no recipe needs all of them."""

from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from re import compile as regex
else:

    class regex:  # noqa: N801 -- to a reader it is a function
        """A pattern as ``re.compile`` gives it, from its first use on."""

        def __init__(self, text, flags=0):
            self._text, self._flags = text, flags

        def __getattr__(self, name):
            import re

            value = getattr(re.compile(self._text, self._flags), name)
            # What was asked for once is found without this detour.
            setattr(self, name, value)
            return value


__all__ = ["regex"]
