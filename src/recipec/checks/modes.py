"""What `chmod` is asked to do."""

import re
from collections.abc import Iterator

from recipec.record import Record
from recipec.regex import regex
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.invocation import Invocation
    from recipec.checks.recipe import Recipe
    from recipec.shell.syntax import Word

_ADDITION = regex(r"([ugoa]*)[+=]([rwxXst]+)")


class Mode(Record):
    """A mode as `chmod` and `COPY --chmod` take it: a number, or changes such as ``u+s``."""

    text: str

    @property
    def number(self) -> int | None:
        """The mode, when it is a number."""
        return int(self.text, 8) if self.text.isdigit() and not set(self.text) & {"8", "9"} else None

    @property
    def is_setuid(self) -> bool:
        """Whether it lets a program run as its owner. `a+s` and `+s` are written for directories and their group."""
        number = self.number
        if number is not None:
            return bool(number & 0o4000)
        return any("u" in who and "s" in what for who, what in self._additions())

    @property
    def closes(self) -> bool:
        """Whether others than the owner and the group may do nothing afterwards."""
        number = self.number
        if number is not None:
            return not number & 0o007
        return any(re.fullmatch(r"(?:[ugo]*o|a|)-[wxst]*r[rwxst]*|[go]*o=", part) for part in self.text.split(","))

    @property
    def opens(self) -> bool:
        """Whether everybody may read, or go in, afterwards."""
        number = self.number
        if number is not None:
            return bool(number & 0o005)
        return any(("o" in who or "a" in who or not who) and set(what) & set("rxX") for who, what in self._additions())

    @property
    def lets_all_write(self) -> bool:
        """Whether everybody may change it afterwards, not only have files there as with the sticky bit."""
        number = self.number
        if number is not None:
            return len(self.text) in (3, 4) and bool(number & 0o002) and not number & 0o1000
        return any("w" in what and ("a" in who or "o" in who or not who) for who, what in self._additions())

    def _additions(self) -> Iterator[tuple[str, str]]:
        for part in self.text.split(","):
            match = _ADDITION.fullmatch(part)
            if match:
                yield match[1], match[2]


class Change(Record):
    """One `chmod`: its mode, and the words that name what is changed."""

    mode: Mode
    word: "Word"
    operands: "tuple[Word, ...]"
    invocation: "Invocation"


def changes(recipe: "Recipe") -> Iterator[Change]:
    """Give every `chmod` of the recipe whose mode is known."""
    for one in recipe.invocations("chmod"):
        # `chmod -x FILE` and `chmod -rwx FILE` take away; `-R`, `-v`, `-c`, `-f` are options.
        words = [word for word in one.arguments if not re.fullmatch(r"-[Rcfv]+|--[a-z-]+", word.raw)]
        if len(words) > 1 and words[0].value is not None:
            yield Change(Mode(words[0].value), words[0], tuple(words[1:]), one)


def is_opened(recipe: "Recipe", path: str) -> bool:
    """Tell whether a build script lets everybody into a path, or all that is in it."""
    return any(
        one.mode.opens and any((one.invocation.script.path(word) or "") == path for word in one.operands)
        for one in changes(recipe)
    )
