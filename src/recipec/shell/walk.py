"""Walking a script: every sequence and every command in it, and whether the script's own shell runs it."""

from collections.abc import Iterator
from typing import NamedTuple

from recipec.shell.syntax import Compound, Pipeline, Redirect, Sequence, Simple, Statement, Word


class Found(NamedTuple):
    """A command of a script. ``in_shell``: the script's own shell runs it, so that what it changes lasts."""

    command: Simple | Compound
    in_shell: bool
    statement: Statement
    pipeline: Pipeline


def commands(body: Sequence) -> Iterator[Found]:
    """Give every command, the outer before the inner, in the order of the text."""
    stack: list[Found] = list(_direct(body, here=True))[::-1]
    while stack:
        found = stack.pop()
        yield found
        command = found.command
        inner = [one for part in substitutions(command) for one in _direct(part, here=False)]
        if isinstance(command, Compound):
            stays = found.in_shell and command.kind != "subshell"
            inner += [one for part in (*command.tests, *command.bodies) for one in _direct(part, here=stays)]
        stack += inner[::-1]


def _direct(sequence: Sequence, *, here: bool) -> Iterator[Found]:
    for statement in sequence.statements:
        for pipeline in statement.parts:
            in_shell = here and not statement.is_background and len(pipeline.parts) == 1
            for command in pipeline.parts:
                yield Found(command, in_shell, statement, pipeline)


def words(command: Simple | Compound) -> Iterator[Word]:
    """Give every word of a command itself: values of assignments, words, targets of redirections."""
    if isinstance(command, Simple):
        for assignment in command.assignments:
            if assignment.value is not None:
                yield assignment.value
    yield from command.words
    for redirect in command.redirects:
        if redirect.target is not None:
            yield redirect.target


def heredocs(command: Simple | Compound) -> Iterator[Redirect]:
    """Give the redirections of a command that are here-documents."""
    return (redirect for redirect in command.redirects if redirect.heredoc is not None)


def substitutions(command: Simple | Compound) -> Iterator[Sequence]:
    """Give what the words and here-documents of a command run."""
    for word in words(command):
        yield from word.bodies
    for redirect in command.redirects:
        if redirect.heredoc is not None:
            yield from redirect.heredoc.bodies
