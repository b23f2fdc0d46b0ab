"""A baseline: the findings that a collection has today, so that only new ones are shown from now on."""

import json
import os
from collections.abc import Mapping

from recipec.cli.given import contents
from recipec.errors import RecipeError

_VERSION = 1
# Some million findings.
_LIMIT = 256 << 20


class Baseline:
    """Known findings by file. Files are named from where the baseline is kept."""

    def __init__(self, path: str, known: Mapping[str, frozenset[str]]) -> None:
        self._folder = os.path.dirname(os.path.abspath(path))
        self._known = known

    @classmethod
    def read(cls, path: str) -> "Baseline":
        try:
            # Editors put a byte order mark before it; names of files need not be UTF-8.
            data = json.loads(contents(path, _LIMIT).decode("utf-8-sig", "surrogateescape"))
            if data["version"] != _VERSION or not all(isinstance(marks, list) for marks in data["files"].values()):
                raise ValueError
            files = {str(name): frozenset(map(str, marks)) for name, marks in data["files"].items()}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise RecipeError(f"`{path}` is no baseline", help="`--write-baseline` writes one") from None
        return cls(path, files)

    def known(self, file: str) -> frozenset[str]:
        """Give the fingerprints of what is known in a file."""
        return self._known.get(self.name(file), frozenset())

    def name(self, file: str) -> str:
        return os.path.relpath(os.path.abspath(file), self._folder).replace(os.sep, "/")


def written(path: str, found: Mapping[str, tuple[str, ...]]) -> str:
    """Write findings as a baseline that will be kept at a path; a file that is there has to be one already."""
    if os.path.isfile(path) and os.path.getsize(path):
        Baseline.read(path)
    place = Baseline(path, {})
    files = {place.name(file): sorted(marks) for file, marks in sorted(found.items()) if marks}
    return json.dumps({"version": _VERSION, "files": files}, indent=2, ensure_ascii=False) + "\n"
