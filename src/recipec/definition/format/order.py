"""The order of sections: that in which an engine carries them out, whatever their order in the file."""

from collections.abc import Sequence

from recipec.definition.format.cut import Piece
from recipec.definition.lift.comments import TEXT, counts_when_blank
from recipec.definition.parse.words import without_comment
from recipec.definition.tree import Section

# internal/pkg/build/build.go, Full: copies from stages come before those from the host, with %setup in between. What
# is written into the image and started later follows: environment, test, start, labels, help.
_ORDER = (
    "arguments pre from setup files post environment test runscript startscript labels help "
    "appfiles appinstall appenv apptest apprun appstart applabels apphelp"
).split()


def ordered(pieces: Sequence[Piece], *, has_more: bool) -> Sequence[Piece]:
    """Sort sections. Those of one name keep their order: engines join them, or let the last one count.

    ``has_more``: comments follow that speak of something else. Where sorting would put a comment into a body in which
    it means something, the order stays.
    """
    apps: dict[str | None, int] = {None: 0}
    for piece in pieces:
        apps.setdefault(piece.section.app, len(apps))

    def key(piece: Piece) -> tuple[int, int]:
        return (apps[piece.section.app], _ORDER.index(_kind(piece.section)))

    made = sorted(pieces, key=key)
    commented = [*(bool(piece.comments or piece.remarks) for piece in made), has_more]
    return pieces if any(_takes(one) and below for one, below in zip(made, commented[1:], strict=True)) else made


def _kind(section: Section) -> str:
    if section.name == "files" and len(without_comment(section.arguments).split()) == 2:
        return "from"
    return section.name


def _takes(piece: Piece) -> bool:
    """Whether a comment below a section would be its body: it has none, or one in which all is text."""
    return (counts_when_blank(piece.section) and not piece.section.lines) or piece.is_kept or piece.section.name in TEXT
