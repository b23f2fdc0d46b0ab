"""Patterns of paths, as ``exclude`` and ``per-file-ignores`` have them: ``vendor/**``, ``*.def``, ``docs``."""

import os
import re
from functools import lru_cache


def matches(path: str, pattern: str, root: str) -> bool:
    """Tell whether a path, or a folder that it is in, matches.

    A pattern is about the path from ``root`` on, or the whole one if it begins at the top; without ``/`` about names.
    """
    path = os.path.abspath(path) if os.path.isabs(pattern) else os.path.relpath(path, root)
    path = path.replace(os.sep, "/")
    pattern = pattern.removeprefix("./").rstrip("/")
    compiled = _compiled(pattern)
    if "/" not in pattern:
        return any(compiled.fullmatch(name) for name in path.split("/"))
    parts = path.split("/")
    return any(compiled.fullmatch("/".join(parts[:length])) for length in range(1, len(parts) + 1))


@lru_cache(256)
def _compiled(pattern: str) -> re.Pattern[str]:
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    return re.compile("".join(words.get(part, re.escape(part)) for part in parts), re.DOTALL)
