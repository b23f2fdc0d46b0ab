"""A verdict as a person reads it, and as an object for programs."""

from collections.abc import Iterator

from recipec.diagnostics.finding import Finding
from recipec.diagnostics.render.columns import on_a_line
from recipec.diagnostics.render.form import Json
from recipec.engines.compare import NOTHING, Difference
from recipec.engines.image import Ran
from recipec.record import Record
from recipec.workshop.verification import Explained, Side, Verdict

VERSION = 1

_TITLES = {
    "tree": "files",
    "env": "environment",
    "label": "labels",
    "run": "what it starts",
    "probe": "commands",
}
_FIELDS = ("kind", "mode", "owner", "content")
_BOLD, _BLUE, _RESET = "\x1b[1m", "\x1b[1;34m", "\x1b[0m"
# How many differences of a kind a person reads.
_MOST = 20


class Paint(Record):
    """Whether the text has colours."""

    has_colour: bool = False

    def bold(self, words: str) -> str:
        return f"{_BOLD}{words}{_RESET}" if self.has_colour else words

    def blue(self, words: str) -> str:
        return f"{_BLUE}{words}{_RESET}" if self.has_colour else words


def text(sides: tuple[Side, Side], verdict: Verdict, paint: Paint) -> str:
    """Write what differs, grouped by what it is about, and a last line that sums up."""
    lines = [f"{paint.bold(on_a_line(side.title))}, built by {side.engine.program} {side.version}" for side in sides]
    lines[0] += " (left)"
    lines[1] += " (right)"
    for kind, title in _TITLES.items():
        found = [one for one in verdict.differences if one.difference.kind == kind]
        if found:
            lines += ["", paint.bold(title), *_group(kind, found, verdict, paint)]
    return "\n".join((*lines, "", *_sum(verdict))) + "\n"


def _group(kind: str, found: list[Explained], verdict: Verdict, paint: Paint) -> Iterator[str]:
    shown = list(_folded(found)) if kind == "tree" else [(one, 0) for one in found]
    said: tuple[Finding, ...] = ()
    for one, below in shown[:_MOST]:
        if said and one.findings != said:
            yield from _explanation(said, paint)
        said = one.findings
        yield from _lines(one.difference, below, verdict)
    yield from _explanation(said, paint)
    if len(shown) > _MOST:
        yield f"  and {len(shown) - _MOST} more: `--output-format json` lists all"


def _explanation(findings: tuple[Finding, ...], paint: Paint) -> Iterator[str]:
    for finding in findings:
        yield f"    {paint.blue('=')} {finding.code}: {on_a_line(finding.message)}"


def _folded(found: list[Explained]) -> Iterator[tuple[Explained, int]]:
    """Leave out what is in a directory that only one side has; say how much that is."""
    rows = iter(found)
    one = next(rows, None)
    while one is not None:
        below = 0
        following = next(rows, None)
        if NOTHING in (one.difference.left, one.difference.right):
            while following is not None and _is_below(following.difference, one.difference):
                below += 1
                following = next(rows, None)
        yield one, below
        one = following


def _is_below(inner: Difference, outer: Difference) -> bool:
    side = (inner.left == NOTHING, inner.right == NOTHING) == (outer.left == NOTHING, outer.right == NOTHING)
    return side and inner.name.startswith(outer.name + "/")


def _lines(difference: Difference, below: int, verdict: Verdict) -> Iterator[str]:
    kind, name, left, right = difference
    if kind in ("run", "probe"):
        runs = (verdict.left.runs, verdict.right.runs) if kind == "run" else (verdict.left.probes, verdict.right.probes)
        yield f"  {on_a_line(name) if name else 'without arguments'}"
        yield from _between(runs[0][name], runs[1][name])
        return
    shown = on_a_line(name)
    if NOTHING in (left, right):
        there, side = (right, "right") if left == NOTHING else (left, "left")
        more = f", and {below} below it" if below else ""
        yield f"  {shown}: only on the {side}: {on_a_line(_without_digest(there) if kind == 'tree' else there)}{more}"
    elif kind == "tree":
        yield f"  {shown}: {_changed(left, right)}"
    else:
        yield f"  {shown}: {on_a_line(left)} | {on_a_line(right)}"


def _without_digest(entry: str) -> str:
    return " ".join(entry.split(" ")[:3]) if entry.startswith("file ") else entry


def _changed(left: str, right: str) -> str:
    """Say which of a file's properties differ."""
    one, other = left.split(" "), right.split(" ")
    if one[0] != other[0] or one[0] == "link" or len(one) != len(other):
        return f"{on_a_line(_without_digest(left))} | {on_a_line(_without_digest(right))}"
    fields = _FIELDS if len(one) == 4 or (one[0] == "directory" and len(one) == 3) else ("kind", "mode", "content")
    return ", ".join(
        "content" if field == "content" else f"{field} {was} | {becomes}"
        for field, was, becomes in zip(fields, one, other, strict=False)
        if was != becomes
    )


def _between(left: Ran, right: Ran) -> Iterator[str]:
    if left.status != right.status:
        yield f"    exit code: {_status(left)} | {_status(right)}"
    if None not in (left.status, right.status) and left.stdout != right.stdout:
        one, other = left.stdout.splitlines(), right.stdout.splitlines()
        at = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
        at = min(len(one), len(other)) if at is None else at
        yield f"    output, line {at + 1}: {_line(one, at)} | {_line(other, at)}"


def _status(ran: Ran) -> str:
    return "does not end" if ran.status is None else str(ran.status)


def _line(lines: list[str], at: int) -> str:
    return repr(lines[at][:200]) if at < len(lines) else "nothing"


def _sum(verdict: Verdict) -> Iterator[str]:
    if verdict.passing:
        yield f"left out: {_counted(len(verdict.passing), 'file')} that every build makes anew, such as logs and caches"
    if verdict.unsteady:
        outputs = _counted(len(verdict.unsteady), "output")
        yield f"left out: {outputs} that the left image itself does not repeat"
    if not _knows_owners(verdict):
        yield "owners are compared as far as a build by this user can give files to others than root"
    count = len(verdict.differences)
    if not count:
        yield "no difference"
        return
    expected = sum(bool(one.findings) for one in verdict.differences)
    announced = f", {expected} of which the conversion announced" if expected else ""
    yield f"{_counted(count, 'difference')}{announced}"


def _knows_owners(verdict: Verdict) -> bool:
    return all(entry.owner is not None for image in (verdict.left, verdict.right) for entry in image.tree.values())


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def value(sides: tuple[Side, Side], verdict: Verdict, findings: tuple[Finding, ...]) -> Json:
    """Give the object for programs, whose shape changes only together with its ``version``."""
    recipes: list[Json] = [
        {
            "recipe": side.title,
            "format": side.piece.format.value,
            "engine": side.engine.program,
            "version": side.version,
        }
        for side in sides
    ]
    return {
        "version": VERSION,
        "same": not verdict.differences,
        "owners_compared": _knows_owners(verdict),
        "left": recipes[0],
        "right": recipes[1],
        "differences": [
            {**_row(one.difference), "explained_by": [finding.code for finding in one.findings]}
            for one in verdict.differences
        ],
        "made_anew": [one.name for one in verdict.passing],
        "unsteady": [_row(one) for one in verdict.unsteady],
        "findings": [
            {"code": one.code, "name": one.name, "severity": one.severity.value, "message": one.message}
            for one in findings
        ],
    }


def _row(difference: Difference) -> dict[str, Json]:
    return {
        "kind": difference.kind,
        "name": difference.name,
        "left": None if difference.left == NOTHING else difference.left,
        "right": None if difference.right == NOTHING else difference.right,
    }
