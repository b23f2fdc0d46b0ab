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
    """What came of both sides. ``passing`` differs with every build and counts for nothing."""

    left: Image
    right: Image
    differences: tuple[Explained, ...]
    passing: tuple[Difference, ...] = ()


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
    images = []
    for side in sides:
        what = "cannot build"
        try:
            step(f"{side.engine.program} builds {side.title}", side.work / "log")
            image = built(side.piece, side.engine)
            what = "cannot start what it built of"
            step(f"looking at what {side.engine.program} built", side.work / "log")
            images.append(side.engine.look(image, looking))
            found(side, image)
        except BuildError as error:
            raise SideError(side, what, error) from None
    left, right = images
    differences = compare(left, right)
    return Verdict(
        left,
        right,
        tuple(Explained(one, explaining(one, findings, source)) for one in differences if not passes(one)),
        tuple(one for one in differences if passes(one)),
    )
