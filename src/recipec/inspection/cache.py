"""Documents that were read before, by their digest: what has one never changes."""

import os
import tempfile
from contextlib import suppress

from recipec.errors import RecipeError
from recipec.inspection.document import check, is_digest


class Cache:
    """A folder of documents. One that cannot be read or written holds nothing, and nobody has to know."""

    def __init__(self, folder: str | None) -> None:
        self._folder = folder

    def _path(self, digest: str) -> str | None:
        if self._folder is None or not is_digest(digest):
            return None
        return os.path.join(self._folder, *digest.split(":"))

    def get(self, digest: str) -> bytes | None:
        """Give a document; None when it is not there, or not whole."""
        path = self._path(digest)
        if path is None:
            return None
        try:
            with open(path, "rb") as file:
                data = file.read()
            check(data, digest)
        except (OSError, RecipeError):
            return None
        return data

    def put(self, digest: str, data: bytes) -> None:
        """Keep a document: all of it or nothing."""
        path = self._path(digest)
        if path is None:
            return
        with suppress(OSError):
            folder = os.path.dirname(path)
            os.makedirs(folder, mode=0o700, exist_ok=True)
            descriptor, draft = tempfile.mkstemp(dir=folder)
            try:
                with open(descriptor, "wb") as file:
                    file.write(data)
                os.replace(draft, path)
            except OSError:
                os.unlink(draft)
                raise
