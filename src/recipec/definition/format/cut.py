"""What belongs to a section, and which comments at its end speak of something else."""

from collections.abc import Mapping, Sequence

from recipec.definition.format.bodies import Script
from recipec.definition.lift.comments import TEXT, above, counts_when_blank
from recipec.definition.tree import Section
from recipec.record import Record


class Piece(Record):
    """A section with what moves when it moves.

    ``own`` are the lines of its body as they were read, ``comments`` stand right above the section, and ``remarks``
    above these, with a blank line below them. ``is_kept``: the body stays as it is, for nobody knows what it says.
    """

    section: Section
    number: int
    own: tuple[str, ...]
    comments: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    is_kept: bool = False


class Cut(Record):
    """The sections of a stage, and below them all ``remarks``, and ``comments`` right above the next stage."""

    pieces: tuple[Piece, ...]
    remarks: tuple[str, ...]
    comments: tuple[str, ...]


def cut(
    sections: Sequence[Section], above_first: tuple[str, ...], scripts: Mapping[int, Script], *, is_last: bool
) -> Cut:
    """Cut the sections of a stage. ``above_first`` stand right above the first of them.

    The end of the file ends the last section of the last stage with all that is in it.
    """
    pieces: list[Piece] = []
    comments = above_first
    remarks: tuple[str, ...] = ()
    for number, section in enumerate(sections):
        has_next = not (is_last and number == len(sections) - 1)
        script = scripts.get(number)
        is_kept = script is not None and script.is_kept
        own = section.lines
        later: tuple[str, ...] = ()
        below: tuple[str, ...] = ()
        if is_kept and has_next:
            count, below = above(section)
            own = section.lines[:count]
        elif not is_kept and section.name not in TEXT:
            own, later, below = _parted(section, script, has_next=has_next)
        pieces.append(Piece(section, number, own, comments, remarks, is_kept))
        comments, remarks = below, later
    return Cut(tuple(pieces), remarks, comments)


def _parted(
    section: Section, script: Script | None, *, has_next: bool
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """Part the lines of a body: its own, remarks, and comments right above the next section.

    Comments in the first column are about what follows where a blank line or an indented body sets them apart.
    """
    lines = section.lines

    def is_remark(at: int) -> bool:
        line = lines[at]
        return line.startswith("#") and not line.startswith("#!") and (script is None or script.may_part[at])

    code = [at for at, line in enumerate(lines) if line.strip(" \t") and not is_remark(at)]
    # A comment, or a line that stays in the first column as that of a here-document, says nothing about the others.
    is_flat = any(lines[at][0] not in " \t#" and (script is None or script.lines[at] != lines[at]) for at in code)
    start = len(lines)
    while has_next and start and is_remark(start - 1):
        start -= 1
    is_parted = not (lines[start - 1].strip(" \t") and is_flat) if start else not counts_when_blank(section)
    if not is_parted:
        start = len(lines)
    below = tuple(line[1:].rstrip() for line in lines[start:])
    if is_flat:
        return lines[:start], (), below
    own = code[-1] + 1 if code else 0
    while own < start and lines[own].strip(" \t"):
        own += 1
    return lines[:own], _without_blanks_around(tuple(line.rstrip() for line in lines[own:start])), below


def _without_blanks_around(lines: tuple[str, ...]) -> tuple[str, ...]:
    last = next((at for at in range(len(lines), 0, -1) if lines[at - 1]), 0)
    first = next((at for at in range(last) if lines[at]), 0)
    return lines[first:last]
