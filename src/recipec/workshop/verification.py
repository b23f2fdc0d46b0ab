"""Verifying: both sides are built and looked at, what differs is told apart from what every build makes anew."""

from collections.abc import Callable
from pathlib import Path

from recipec.diagnostics.finding import Finding
from recipec.engines.compare import Difference, compare
from recipec.engines.engine import Engine, Looking
from recipec.engines.image import Image
from recipec.engines.process import BuildError
from recipec.record import Record
from recipec.source import Source
from recipec.workshop.explanation import explaining
from recipec.workshop.passing import passes
from recipec.workshop.proof import Piece, built


class Side(Record):
    """A recipe and the engine that builds it, in a directory of their own. ``title`` is what messages call it."""

    title: str
    piece: Piece
    engine: Engine
    version: str
    work: Path


class Explained(Record):
    """A difference, and the findings that it follows from."""

    difference: Difference
    findings: tuple[Finding, ...] = ()


class Verdict(Record):
    """What came of both sides.

    ``passing`` differs with every build, and what is ``unsteady`` at every start of one image: both count for nothing.
    """

    left: Image
    right: Image
    differences: tuple[Explained, ...]
    passing: tuple[Difference, ...] = ()
    unsteady: tuple[Difference, ...] = ()


class SideError(Exception):
    """A side could not be built, or what was built does not start. The message is the end of the engine's log."""

    def __init__(self, side: Side, what: str, error: BuildError) -> None:
        super().__init__(str(error))
        self.side = side
        self.what = what


def verify(
    sides: tuple[Side, Side],
    looking: Looking,
    findings: tuple[Finding, ...] = (),
    source: Source | None = None,
    *,
    step: Callable[[str, Path], None],
    found: Callable[[Side, str], None],
) -> Verdict:
    """Build both sides and compare them; ``findings`` are what the conversion of the first one had to say.

    ``step`` is told what is done now and which log tells more, ``found`` what each side's image is called.
    """
    images: list[Image] = []
    names: list[str] = []
    for side in sides:
        what = "cannot build"
        try:
            step(f"{side.engine.program} builds {side.title}", side.work / "log")
            image = built(side.piece, side.engine)
            what = "cannot start what it built of"
            step(f"looking at what {side.engine.program} built", side.work / "log")
            images.append(side.engine.look(image, looking))
            names.append(image)
        except BuildError as error:
            raise SideError(side, what, error) from None
    left, right = images
    differences = compare(left, right)
    unsteady: tuple[Difference, ...] = ()
    if suspects := tuple(one for one in differences if _may_be_unsteady(one, left, right)):
        step(f"starting what {sides[0].engine.program} built once more", sides[0].work / "log")
        try:
            again = sides[0].engine.look(names[0], _only(suspects, looking))
        except BuildError as error:
            raise SideError(sides[0], "cannot start once more what it built of", error) from None
        itself = {(one.kind, one.name) for one in compare(left, _completed(again, left))}
        unsteady = tuple(one for one in suspects if (one.kind, one.name) in itself)
    for side, name in zip(sides, names, strict=True):
        found(side, name)
    counted = tuple(one for one in differences if not passes(one) and one not in unsteady)
    return Verdict(
        left,
        right,
        tuple(Explained(one, explaining(one, findings, source)) for one in counted),
        tuple(one for one in differences if passes(one)),
        unsteady,
    )


def _may_be_unsteady(difference: Difference, left: Image, right: Image) -> bool:
    """Tell whether two programs differ in nothing but what they print, as those do that print a time."""
    match difference.kind:
        case "run":
            return left.runs[difference.name].status == right.runs[difference.name].status
        case "probe":
            return left.probes[difference.name].status == right.probes[difference.name].status
        case _:
            return False


def _only(suspects: tuple[Difference, ...], looking: Looking) -> Looking:
    runs = {one.name for one in suspects if one.kind == "run"}
    probes = {one.name for one in suspects if one.kind == "probe"}
    return Looking(
        {name: words for name, words in looking.starts.items() if name in runs},
        tuple(line for line in looking.probes if line in probes),
    )


def _completed(again: Image, before: Image) -> Image:
    """Let what was not tried again be as it was."""
    return before._replace(runs={**before.runs, **again.runs}, probes={**before.probes, **again.probes})
