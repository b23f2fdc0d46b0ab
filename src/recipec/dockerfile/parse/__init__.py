"""Text to tree: Dockerfiles read exactly as BuildKit reads them."""

from recipec.dockerfile.parse.reader import parse, reparse

__all__ = ["parse", "reparse"]
