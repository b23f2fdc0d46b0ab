"""Walking a script: every sequence and every command in it, and whether the script's own shell runs it."""

from collections.abc import Iterator

from recipec.record import Record
from recipec.shell.syntax import Compound, Pipeline, Sequence, Simple, Statement, Word


class Found(Record):
    """A command of a script. ``in_shell``: the script's own shell runs it, so that what it changes lasts."""

    command: Simple | Compound
    in_shell: bool
    statement: Statement
    pipeline: Pipeline


def commands(body: Sequence) -> Iterator[Found]:
    """Give every command, the outer before the inner, in the order of the text."""
    stack = _direct(body, here=True)
    stack.reverse()
    while stack:
        found = stack.pop()
        yield found
        command = found.command
        inner = [one for part in substitutions(command) for one in _direct(part, here=False)]
        if isinstance(command, Compound):
            stays = found.in_shell and command.kind != "subshell"
            inner += [one for part in (*command.tests, *command.bodies) for one in _direct(part, here=stays)]
        if inner:
            stack += inner[::-1]


def _direct(sequence: Sequence, *, here: bool) -> list[Found]:
    return [
        Found(command, here and not statement.is_background and len(pipeline.parts) == 1, statement, pipeline)
        for statement in sequence.statements
        for pipeline in statement.parts
        for command in pipeline.parts
    ]


def words(command: Simple | Compound) -> tuple[Word, ...]:
    """Give every word of a command itself: values of assignments, words, targets of redirections."""
    found = command.words
    if isinstance(command, Simple) and command.assignments:
        found = (*(one.value for one in command.assignments if one.value is not None), *found)
    if command.redirects:
        found = (*found, *(redirect.target for redirect in command.redirects if redirect.target is not None))
    return found


def substitutions(command: Simple | Compound) -> list[Sequence]:
    """Give what the words and here-documents of a command run."""
    found: list[Sequence] = []
    for word in words(command):
        if word.bodies:
            found += word.bodies
    for redirect in command.redirects:
        if redirect.heredoc is not None:
            found += redirect.heredoc.bodies
    return found
