"""The lines of scripts, from files: a script, a line of ``=``, the pieces parted by lines of ``-`` (or None)."""

from pathlib import Path
from typing import NamedTuple

import pytest

from recipec.shell.script import parse
from recipec.shell.split import pieces

CASES = sorted((Path(__file__).parents[2] / "fixtures" / "shell" / "pieces").glob("*.txt"))


class Break(NamedTuple):
    at: int
    comments: tuple[str, ...] = ()


def joined(source: str) -> tuple[str, tuple[Break, ...]]:
    """Join continued lines as a Dockerfile's reader does; a script without any stays as it is."""
    if "\\\n" not in source:
        return source, ()
    text = ""
    breaks: list[Break] = []
    for line in source.splitlines():
        if line.lstrip().startswith("#"):
            breaks[-1] = Break(breaks[-1].at, (*breaks[-1].comments, line.lstrip()[1:]))
        elif line.endswith("\\"):
            text += line[:-1]
            breaks.append(Break(len(text)))
        else:
            text += line
    return text, tuple(breaks)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_a_script_has_these_pieces(case: Path) -> None:
    source, wanted = case.read_text().split("\n=====\n")
    text, breaks = joined(source)
    found = pieces(parse(text), breaks)

    assert ("None" if found is None else "\n-----\n".join(found)) == wanted.rstrip("\n")
