"""Splitting: the lines that do under ``sh -e`` what a script does in a shell of its own without it.

Docker runs a script as ``sh -c SCRIPT`` and looks at its last status. ``%post`` is one shell under ``-e``, which
ignores a failure of ``a`` in ``a && b``: so such a chain becomes lines.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Many
from itertools import islice

from recipec.shell.render import Broken, comment_lines, render
from recipec.shell.script import Script
from recipec.shell.stops import Stops, options, switched_on
from recipec.shell.syntax import Compound, Pipeline, Sequence, Simple, Statement
from recipec.shell.walk import Found, commands, substitutions, words
from recipec.source import Span

# Under -e, what these read or leave to run is changed too; an alias is known from the next line on.
_UNTOLD = frozenset(". source eval trap alias unalias return shopt enable builtin fc exec coproc time wait".split())
_ALREADY_ON = frozenset(("errexit", "xtrace"))


def pieces(script: Script, breaks: Many[Broken] = ()) -> tuple[str, ...] | None:
    """Give the lines, each with its comments above it; None when no lines are sure to do the same.

    A piece may be several lines of text. A ``set`` that switches on only what is on in ``%post``
    (``-e``, ``-x``) is left out.
    """
    ranges = _ranges(script)
    if ranges is None:
        return None
    texts: list[str] = []
    pending: list[str] = []
    position = index = 0
    remarks = sorted(script.body.comments)
    remark = 0
    for number, (span, is_noise) in enumerate(ranges):
        is_last = number == len(ranges) - 1
        inside: list[Broken] = []
        limit = len(script.text) + 1 if is_last else span.end
        while index < len(breaks) and breaks[index].at < limit:
            broken = breaks[index]
            if span.start < broken.at < span.end:
                inside.append(broken)
            else:
                pending.append(comment_lines(broken.comments))
            index += 1
        while remark < len(remarks) and remarks[remark].start < span.start:
            pending.append(_slice(script, remarks[remark]) + "\n")
            remark += 1
        while remark < len(remarks) and remarks[remark].start < span.end:
            remark += 1
        trailing = ""
        if remark < len(remarks):
            gap = script.text[span.end : remarks[remark].start]
            following = ranges[number + 1][0].start if not is_last else len(script.text) + 1
            if "\n" not in gap and gap.strip(" \t;") == "" and remarks[remark].start < following:
                trailing = "  " + _slice(script, remarks[remark])
                remark += 1
        body = _text(script, span, inside, trailing)
        if body is None:
            return None
        position = span.end
        if is_noise and len(ranges) > 1:
            if trailing:
                pending.append(trailing.strip() + "\n")
            continue
        texts.append("".join(pending) + body)
        pending.clear()
    pending += [_slice(script, span) + "\n" for span in remarks[remark:] if span.start >= position]
    if pending:
        texts.append("".join(pending).rstrip("\n"))
    return tuple(texts)


def _slice(script: Script, span: Span) -> str:
    return script.text[span.start : span.end]


def _ranges(script: Script) -> list[tuple[Span, bool]] | None:
    """Find the code of each piece, and whether it only switches on what is on already."""
    statements = script.body.statements
    if not script.is_understood or not statements:
        return None
    functions = frozenset(
        found.command.name
        for found in script.commands
        if isinstance(found.command, Compound) and found.command.kind == "function"
    )
    stops = Stops(functions)
    is_on = "errexit" in switched_on(statements[0].parts[0])
    last = statements[-1]
    chain = tuple(_chain(last))
    if not _is_tellable(script):
        return None
    # Under -e of its own a script means as lines what it meant before, but for a chain that is cut:
    # its parts were tested.
    changed = script.body if not is_on else Sequence((last,)) if len(chain) > 1 else Sequence()
    if not _is_told_by_syntax(script.commands if changed is script.body else commands(changed), stops):
        return None
    ranges: list[tuple[Span, bool]] = []
    is_on = False
    for statement in statements[:-1]:
        switches = switched_on(statement.parts[0])
        is_on = is_on or "errexit" in switches
        if not is_on and not (stops.statement_is_sure(statement) and stops.statement_stops_alike(statement)):
            return None
        ranges.append((statement.span, not statement.operators and bool(switches) and switches <= _ALREADY_ON))
    for span, first, final in chain:
        if not (stops.ends_the_shell(final) if is_on and len(chain) == 1 else stops.stops_alike(final)):
            return None
        switches = switched_on(first) if first is final else frozenset()
        ranges.append((span, bool(switches) and switches <= _ALREADY_ON))
    return ranges


def _chain(statement: Statement) -> Iterator[tuple[Span, Pipeline, Pipeline]]:
    """Cut a statement after its last ``||``: what is before it stays one, each ``&&`` after it starts a line."""
    last = max((index for index, operator in enumerate(statement.operators) if operator == "||"), default=-1) + 1
    parts = statement.parts
    yield Span(statement.span.start, parts[last].span.end), parts[0], parts[last]
    for part in parts[last + 1 :]:
        yield part.span, part, part


def _is_tellable(script: Script) -> bool:
    """Tell whether nothing in the script depends on ``-e`` in ways that its syntax does not show."""
    for found in script.commands:
        command = found.command
        if found.statement.is_background or any("-" in word.reads for word in words(command)):
            return False
        if isinstance(command, Simple):
            name = _name(command)
            if name is None or name in _UNTOLD:
                return False
            if name == "set" and not _is_known_set(command, in_shell=found.in_shell):
                return False
    return True


def _is_told_by_syntax(every: Iterable[Found], stops: Stops) -> bool:
    """Tell whether ``-e`` changes nothing in the functions and in the substitutions of commands."""
    for found in every:
        command = found.command
        if not all(stops.is_honest(inner) for inner in substitutions(command)):
            return False
        is_function = isinstance(command, Compound) and command.kind == "function"
        if is_function and not stops.stops_alike(Pipeline(command.span, (command,))):
            return False
    return True


def _is_known_set(command: Simple, *, in_shell: bool) -> bool:
    """Tell whether a ``set`` leaves ``-e`` alone, or switches it on for the script itself."""
    switched = options(command)
    if switched is None:
        return len(command.words) > 1 and command.words[1].value == "--"
    return in_shell or "errexit" not in switched


def _name(command: Simple) -> str | None:
    """Name what a command runs, ``command`` looked through; a path that is computed is a program's."""
    for word in command.words:
        if word.value is None:
            return "/" if any(isinstance(part, str) and "/" in part for part in word.parts) else None
        if word.value != "command":
            return word.value
    return ""


def _text(script: Script, span: Span, inside: Many[Broken], trailing: str) -> str | None:
    """Write a piece: its code, and the here-documents that it starts after it."""
    text = script.text
    bodies: list[str] = []
    first = bisect_left(script.heredocs, (span.start,))
    # The documents are in order, so that the last one which began before the piece tells whether one is around it.
    if first and script.heredocs[first - 1][1].start < span.end and script.heredocs[first - 1][1].end > span.start:
        return None
    for opened, lines in islice(script.heredocs, first, None):
        if opened >= span.end:
            break
        if lines.start >= span.end:
            bodies.append("\n" + text[lines.start : lines.end])
    code = render(script, span.start, span.end, inside) if inside else _dedented(script, span)
    return code + trailing + "".join(bodies)


def _dedented(script: Script, span: Span) -> str:
    """Take the indentation of a piece's first line off the other lines that begin in code."""
    code = script.text[span.start : span.end]
    before = script.text[script.text.rfind("\n", 0, span.start) + 1 : span.start]
    if "\n" not in code or not before or before.strip(" \t"):
        return code
    lines = code.split("\n")
    at = span.start
    for index, line in enumerate(lines):
        if index and script.layout.inside(at, at) is None:
            shared = 0
            while shared < min(len(line), len(before)) and line[shared] == before[shared]:
                shared += 1
            lines[index] = line[shared:]
        at += len(line) + 1
    return "\n".join(lines)
