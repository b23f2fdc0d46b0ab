"""The two formats, and how to tell them apart."""

import os
import re
from enum import Enum

from recipec.regex import regex
from recipec.source import Source

_DEFINITION_LINE = regex(r"^\s*bootstrap\s*:", re.IGNORECASE | re.MULTILINE)
_DOCKERFILE_LINE = regex(r"^\s*(from|arg)[ \t]+\S", re.IGNORECASE | re.MULTILINE)


class Format(Enum):
    """A recipe's language."""

    DOCKERFILE = "dockerfile"
    """What Docker builds, and everybody who reads its files."""
    DEFINITION = "definition"
    """What Apptainer, SingularityCE and Singularity build."""

    @property
    def other(self) -> "Format":
        """The one that this one is converted to."""
        return Format.DEFINITION if self is Format.DOCKERFILE else Format.DOCKERFILE


def named(name: str) -> Format | None:
    """Tell the format by the name of a file; None when the name says nothing."""
    base = os.path.basename(name).lower()
    if base.endswith((".def", ".singularity", ".apptainer")):
        return Format.DEFINITION
    if base.endswith((".dockerfile", ".containerfile")):
        return Format.DOCKERFILE
    stem = base.split(".", 1)[0]
    if stem in ("singularity", "apptainer"):
        return Format.DEFINITION
    if stem in ("dockerfile", "containerfile") or base.startswith(("dockerfile", "containerfile")):
        return Format.DOCKERFILE
    return None


def detect(source: Source) -> Format | None:
    """Tell the format by the name, else by what the text says first; None when neither tells."""
    by_name = named(source.name)
    if by_name is not None:
        return by_name
    definition = _DEFINITION_LINE.search(source.text)
    dockerfile = _DOCKERFILE_LINE.search(source.text)
    if definition and (not dockerfile or definition.start() < dockerfile.start()):
        return Format.DEFINITION
    return Format.DOCKERFILE if dockerfile else None
