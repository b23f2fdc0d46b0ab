"""Cutting the body of ``%post`` into parts that can each be a RUN of its own, because no state crosses."""

from collections.abc import Iterator

from recipec.shell.script import Script
from recipec.shell.state import left_by
from recipec.shell.stops import Stops
from recipec.shell.syntax import Sequence, Simple, Statement, Word
from recipec.shell.walk import commands, words

_STATUSES = frozenset("?!_")


def layers(script: Script) -> tuple[str, ...]:
    """Give the parts in order, each a script for a shell under ``-e``; comments stay with what follows them.

    Parts are paragraphs: they begin after an empty line or with a comment. One part when in doubt.
    """
    text = script.text
    statements = script.body.statements
    if not script.is_understood or len(statements) < 2:
        return (text.strip("\n"),)
    cuts: list[int] = []
    first = 0
    for index in range(1, len(statements)):
        cut = _boundary(script, statements[index - 1], statements[index])
        if cut is not None and _is_free(statements[first:index], statements[index]):
            cuts.append(cut)
            first = index
    parts = [text[start:end].strip("\n") for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    return tuple(part for part in parts if part.strip())


def _boundary(script: Script, before: Statement, after: Statement) -> int | None:
    """Find the end of the line, here-documents included, after which a new paragraph starts."""
    text = script.text
    end = before.span.end
    for opened, body in script.heredocs:
        if before.span.start <= opened < before.span.end:
            end = max(end, body.end)
    line_end = text.find("\n", end)
    if line_end < 0 or line_end >= after.span.start:
        return None
    lines = text[line_end + 1 : after.span.start].split("\n")
    is_paragraph = any(not line.strip() or line.lstrip().startswith("#") for line in lines[:-1])
    return line_end + 1 if is_paragraph else None


def _is_free(chunk: tuple[Statement, ...], following: Statement) -> bool:
    """Tell whether a chunk may end here: it leaves nothing, and its status is that of a shell that was not stopped."""
    last = chunk[-1]
    if last.is_background or any(word.reads and _STATUSES & set(word.reads) for word in _words(following)):
        return False
    stops = Stops()
    if not stops.statement_is_sure(last):
        if last.operators and last.operators[-1] == "&&":
            return False
        if not stops.ends_the_shell(last.parts[-1]):
            return False
    left = left_by(Sequence(chunk))
    if not left.leaks:
        return True
    return not left._replace(directory=False).leaks and _enters_root_path(following)


def _words(statement: Statement) -> Iterator[Word]:
    for found in commands(Sequence((statement,))):
        yield from words(found.command)


def _enters_root_path(statement: Statement) -> bool:
    """Tell whether a statement is ``cd /PATH`` and nothing else, so that it does not matter where it starts."""
    if len(statement.parts) != 1 or len(statement.parts[0].parts) != 1 or statement.parts[0].is_negated:
        return False
    command = statement.parts[0].parts[0]
    return (
        isinstance(command, Simple)
        and command.name == "cd"
        and len(command.words) == 2
        and (command.words[1].value or "").startswith("/")
    )
