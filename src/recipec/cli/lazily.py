"""Stand-ins for modules that the packages of others import and a conversion never asks anything of.

Most of what `attrs` and `dockerfile_parse` take to import is what only their rarer features need. A stand-in takes the
place of such a module before it is imported; whoever asks it for an attribute gets the real module's. Only the command
does this: a library leaves the modules of its host alone.
"""

import sys
from _thread import _local as local
from _weakref import ref
from types import ModuleType

_LATER = (
    "inspect",
    "json",
    "tokenize",
    "unicodedata",
    "attr.converters",
    "attr.filters",
    "attr.validators",
    "attrs.converters",
    "attrs.exceptions",
    "attrs.filters",
    "attrs.setters",
    "attrs.validators",
)
_PACKAGES = frozenset({"json", "logging"})


class StandIn(ModuleType):
    """A module that is imported when it is first asked for something that it does not know."""

    def __getattr__(self, name: str) -> object:
        # `from X import Y` asks whether X is a package before it asks for Y.
        if name == "__path__" and self.__name__ not in _PACKAGES:
            raise AttributeError(name)
        real: object = getattr(_real(self.__name__), name)
        return real

    def __setattr__(self, name: str, value: object) -> None:
        setattr(_real(self.__name__), name, value)


class Logger:
    """A logger that nobody has written to yet."""

    def __init__(self, name: str | None = None) -> None:
        self._name = name

    def __getattr__(self, name: str) -> object:
        real: object = getattr(_real("logging").getLogger(self._name), name)
        return real


def quote(text: str) -> str:
    """Quote a word of a shell as ``shlex`` does."""
    quoted: str = _real("shlex").quote(text)
    return quoted


def install() -> None:
    """Put the stand-ins in place, wherever the real module is not there yet."""
    for name in _LATER:
        stand_in(name)
    # What is asked of these at once has an answer that takes no import.
    stand_in("logging", getLogger=Logger)
    stand_in("shlex", quote=quote)
    stand_in("threading", local=local)
    stand_in("weakref", ref=ref)
    if sys.implementation.name == "cpython":
        stand_in("platform", python_implementation=lambda: "CPython")


def stand_in(name: str, **known: object) -> None:
    """Let a module wait, except for the attributes that are known."""
    if name not in sys.modules:
        module = StandIn(name)
        module.__dict__.update(known)
        sys.modules[name] = module


def _real(name: str) -> ModuleType:
    if isinstance(sys.modules.get(name), StandIn):
        del sys.modules[name]
        __import__(name)
    return sys.modules[name]
