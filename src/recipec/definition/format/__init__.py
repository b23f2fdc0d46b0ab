"""The canonical layout of a definition file: from a tree that was read to a tree that means the same.

Nothing of a script is changed that a shell would see, and no section is moved that an engine would read differently.
"""

from collections import Counter
from collections.abc import Collection, Mapping

from recipec.definition.format import bodies, header, order
from recipec.definition.format.cut import Piece, cut
from recipec.definition.lift.comments import counts_when_blank
from recipec.definition.tree import Blank, Comment, File, HeaderItem, HeaderLine, Section, SectionItem, Stage
from recipec.errors import RecipeError
from recipec.target import Target


def format_file(file: File, target: Target) -> File:
    """Lay a file out, for an engine: it decides what of it is a template.

    A file stays as it is where what stands between two sections means something.
    """
    scripts = [bodies.scripts(stage, target) for stage in file.stages]
    if any(bodies.are_open(stage, found) for stage, found in zip(file.stages, scripts, strict=True)):
        return file
    stages: list[Stage] = []
    above: tuple[HeaderItem, ...] = ()  # comments at the end of the stage before, which speak of this one
    for at, (stage, found) in enumerate(zip(file.stages, scripts, strict=True)):
        made, above = _stage(stage, above, found, is_last=at == len(file.stages) - 1)
        stages.append(made)
    return File(tuple(stages))


def _stage(
    stage: Stage,
    above: tuple[HeaderItem, ...],
    scripts: Mapping[int, bodies.Script],
    *,
    is_last: bool,
) -> tuple[Stage, tuple[HeaderItem, ...]]:
    """Lay a stage out, and give the comments at its end that belong to the next one."""
    sections = tuple(one for one in stage.sections if isinstance(one, Section))
    if not any(isinstance(item, HeaderLine) for item in stage.header):
        raise RecipeError("there is nothing in this stage, and engines drop it", span=stage.span, help="take it out")
    lines, below = header.formatted(stage.header, has_sections=bool(sections))
    if not sections:
        return Stage((*above, *lines), ()), ()
    found = cut(sections, below, scripts, is_last=is_last)
    pieces = order.ordered(found.pieces, has_more=bool(found.remarks or found.comments))
    # What stands above a section stands at the end of what is above that.
    remarks = [*(piece.remarks for piece in pieces), found.remarks if is_last else ()]
    lines = (*lines, *_items(remarks[0], is_below=bool(lines)))
    counts = Counter(one.name for one in sections)
    alone = frozenset(name for name, count in counts.items() if count == 1)
    made: list[SectionItem] = []
    for piece, later in zip(pieces, remarks[1:], strict=True):
        made += map(Comment, piece.comments)
        is_end = is_last and piece is pieces[-1]
        made.append(_section(piece, alone, scripts.get(piece.number), later, is_end=is_end))
    after = () if is_last else (*_items(found.remarks, is_below=False), *map(Comment, found.comments))
    return Stage((*above, *lines), tuple(made)), after


def _items(remarks: tuple[str, ...], *, is_below: bool) -> tuple[HeaderItem, ...]:
    """Give remarks as lines of a header, with a blank line below, or above where something ``is_below`` these."""
    made = tuple(Comment(line[1:]) if line else Blank() for line in remarks)
    return () if not made else (Blank(), *made) if is_below else (*made, Blank())


def _section(
    piece: Piece, alone: Collection[str], script: bodies.Script | None, later: tuple[str, ...], *, is_end: bool
) -> Section:
    """Make a section anew, with remarks about what follows at its end.

    ``alone`` are the names that one section has, ``is_end``: nothing else is below it.
    """
    section = piece.section
    lines = bodies.formatted(section, piece.own, script)
    if later:
        lines = (*lines, "", *later)
    elif not lines and (section.lines if counts_when_blank(section) else not is_end):
        # An engine may know a body of blank lines from none at all. Elsewhere this parts a section from the next.
        lines = ("",)
    return Section(section.name, _arguments(section, alone), lines)


def _arguments(section: Section, alone: Collection[str]) -> str:
    """Take the blanks off the arguments of a section, unless they say something.

    The last line with arguments gives them to all of its name, and blanks are arguments (deffile.go,
    parseTokenSection); of ``%files`` the whole text counts, blanks and all.
    """
    text = section.arguments
    if section.name == "files":
        return text
    if section.app is not None:
        # Only a space ends the name of an app: a tab is a part of it.
        return text.rstrip(" ") if section.app.strip() else text
    return text.strip(" \t") if text.strip(" \t") or section.name in alone else text
