"""What an explanation holds, as data. Whoever shows it decides nothing more."""

from recipec.diagnostics.finding import Finding
from recipec.format import Format
from recipec.record import Record
from recipec.source import Source, Span


class Place(Record):
    """A part of the output, whole lines, and the part of a step that it is made of.

    ``section`` is where in the output it is: ``%post``, ``header``, or an instruction's name.
    """

    span: Span
    section: str
    origin: Span


class Step(Record):
    """An instruction, a section or a header line of the recipe: where it went, why, and what there is to know.

    ``name`` is what its format calls it. Without ``places`` nothing of the output says it.
    """

    name: str
    span: Span
    places: tuple[Place, ...] = ()
    why: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


class Explanation(Record):
    """A recipe, the other one that was made of it, and the way between them.

    ``own`` are the parts of the output that no step of the recipe says, ``findings`` those without a step.
    """

    source: Source
    format: Format
    target: str
    text: str
    steps: tuple[Step, ...]
    own: tuple[Span, ...] = ()
    findings: tuple[Finding, ...] = ()
