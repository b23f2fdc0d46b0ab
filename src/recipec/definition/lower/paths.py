"""Paths in ``%files``: how they are written."""

from recipec.definition.directories import CERTAIN, PROGRAMS, STANDARD, SYSTEM, TEMPORARY, is_below, may_exist
from recipec.definition.lower.encode import MARK
from recipec.regex import regex
from recipec.target import Expansion, Target

__all__ = [
    "CERTAIN",
    "PROGRAMS",
    "STANDARD",
    "SYSTEM",
    "TEMPORARY",
    "base",
    "destination",
    "is_below",
    "may_exist",
    "parent",
    "source",
]

_BLANK = regex(r"[\s']")
_SPECIAL = regex(r"[\\$;&()\[\]*?~|<>`'!]")
_GLOB = regex(r"[\\*?\[\]]")


def parent(path: str) -> str:
    """Give the directory that a path is in."""
    return path.rstrip("/").rpartition("/")[0] or "/"


def base(path: str) -> str:
    """Give the last name of a path."""
    return path.rstrip("/").rpartition("/")[2]


def source(path: str, target: Target, *, pattern: bool = False) -> str | None:
    """Write a source so that the engine takes it literally, or as a pattern; None when it cannot be said."""
    if '"' in path or "\n" in path or "\t" in path:
        return None
    written = path
    if not pattern:
        match target.expansion:
            case Expansion.SHELL | Expansion.NONE:
                if "{" in path.replace(MARK, "") and "," in path:
                    return None  # a brace expansion that no quoting stops
                written = _SPECIAL.sub(r"\\\g<0>", path)
            case Expansion.GLOB:
                written = _GLOB.sub(r"\\\g<0>", path)
    return _word(_guarded(written), target)


def destination(path: str, target: Target) -> str | None:
    """Write a destination, which no engine expands; None when it cannot be said."""
    if '"' in path or "\n" in path or "\t" in path:
        return None
    return _word(path, target)


def _guarded(path: str) -> str:
    """Keep a name from being read as an option, a comment or a section."""
    return "./" + path if path[:1] in ("-", "#", "%") else path


def _word(path: str, target: Target) -> str | None:
    if not _BLANK.search(path):
        return path
    return f'"{path}"' if target.has_file_quotes else None
