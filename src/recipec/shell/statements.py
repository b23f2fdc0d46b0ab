"""Commands and operators, in the order of the text, to statements."""

from itertools import pairwise

from recipec.regex import regex
from recipec.shell.syntax import Command, Pipeline, Redirect, Sequence, Simple, Statement, Word
from recipec.source import Span

ASSIGNMENT = regex(r"([A-Za-z_][A-Za-z0-9_]*)(\+?)=")
RESERVED = frozenset("if then else elif fi do done case esac while until for { } function select !".split())


class NotUnderstoodError(Exception):
    """The tree has something that is not read: the script is not understood."""


class Builder:
    """Puts statements together from commands and operators."""

    def __init__(self) -> None:
        self.comments: list[Span] = []
        self.statements: list[Statement] = []
        self.pipelines: list[Pipeline] = []
        self.operators: list[str] = []
        self.parts: list[Command] = []
        self.negation: Span | None = None
        self.merges = False
        self.expects = True

    def command(self, command: Command) -> None:
        if not self.expects:
            self.end(background=False)
        self.parts.append(command)
        self.expects = False

    def redirect(self, redirect: Redirect) -> None:
        if self.expects:
            self.command(Simple(Span(-1, -1)))
        last = self.parts[-1]
        if last.span.start < 0:
            span = redirect.span
        else:
            span = Span(min(last.span.start, redirect.span.start), max(last.span.end, redirect.span.end))
        self.parts[-1] = last._replace(span=span, redirects=(*last.redirects, redirect))

    def argument(self, word: Word) -> None:
        if self.expects or not isinstance(self.parts[-1], Simple):
            raise NotUnderstoodError
        last = self.parts[-1]
        self.parts[-1] = last._replace(
            span=Span(last.span.start, max(last.span.end, word.span.end)), words=(*last.words, word)
        )

    @property
    def is_open(self) -> bool:
        """Tell whether an operator stands before what is next: a line break ends nothing here."""
        return self.expects and bool(self.parts or self.pipelines)

    def pipe(self, operator: str) -> None:
        if self.expects:
            raise NotUnderstoodError
        self.merges = self.merges or operator == "|&"
        self.expects = True

    def negate(self, span: Span) -> None:
        if not self.expects:
            self.end(background=False)
        if self.parts or self.negation:
            raise NotUnderstoodError
        self.negation = span

    def join(self, operator: str) -> None:
        if self.expects:
            raise NotUnderstoodError
        self._close()
        self.operators.append(operator)
        self.expects = True

    def end(self, *, background: bool) -> None:
        if self.expects:
            if self.parts or self.pipelines or self.negation or background:
                raise NotUnderstoodError
            return
        self._close()
        if len(self.pipelines) != len(self.operators) + 1:
            raise NotUnderstoodError
        span = Span(self.pipelines[0].span.start, self.pipelines[-1].span.end)
        self.statements.append(Statement(span, tuple(self.pipelines), tuple(self.operators), background))
        self.pipelines.clear()
        self.operators.clear()
        self.expects = True

    def _close(self) -> None:
        start = self.negation.start if self.negation else self.parts[0].span.start
        span = Span(start, self.parts[-1].span.end)
        self.pipelines.append(Pipeline(span, tuple(self.parts), self.negation is not None, self.merges))
        self.parts.clear()
        self.negation = None
        self.merges = False

    def finish(self) -> Sequence:
        self.end(background=False)
        ordered = all(before.span.end <= after.span.start for before, after in pairwise(self.statements))
        if not ordered:
            raise NotUnderstoodError
        return Sequence(tuple(self.statements), tuple(self.comments))
