"""Laying a script out: line breaks put back where joining took them out, and indenting what is code."""

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from operator import itemgetter

from recipec.regex import regex
from recipec.shell.script import Script, parse
from recipec.typed import Protocol

_BLANKS = " \t"
_LISTING = ("&&", "||", "|", "|&")


class Broken(Protocol):
    """A line break that joining took out: its offset, and the comment lines (without ``#``) that stood there."""

    @property
    def at(self) -> int: ...

    @property
    def comments(self) -> tuple[str, ...]: ...


def comment_lines(comments: Sequence[str], margin: str = "") -> str:
    """Write comment lines."""
    return "".join(f"{margin}#{comment}".rstrip() + "\n" for comment in comments)


def laid_out(script: Script, breaks: Sequence[Broken]) -> str:
    """Give the whole script with its line breaks, where that is safe; comments that found no place stand on top."""
    text = script.text
    if not breaks:
        return text
    if not script.is_understood:
        return comment_lines([comment for broken in breaks for comment in broken.comments]) + text
    heads = frozenset(statement.span.start for statement in script.body.statements)
    return render(script, 0, len(text), breaks, heads)


def render(script: Script, start: int, end: int, breaks: Sequence[Broken], heads: Collection[int] = ()) -> str:  # noqa: PLR0915 -- one pass over the breaks
    """Lay out a part of a script. ``heads`` are the offsets above which a comment may stand that has to move."""
    text, layout = script.text, script.layout
    margin = layout.depth(start)
    lines: list[str] = []
    levels = _Levels(script, start)
    head = 0
    position = start
    index, count = 0, len(breaks)
    while index < count:
        at = breaks[index].at
        comments = list(breaks[index].comments)
        index += 1
        if not position <= at <= end:
            if comments:
                lines.insert(head, comment_lines(comments))
                head += 1
            continue
        left = right = at
        while left > position and text[left - 1] in _BLANKS:
            left -= 1
        while right < end and text[right] in _BLANKS:
            right += 1
        within = layout.inside(left, right)
        if within is not None and (within[0] >= left or within[1] <= right):
            within = None
        if within is None:
            while index < count and breaks[index].at <= right:
                comments += breaks[index].comments
                index += 1
        if within is not None:
            if layout.goes_on(within[0], at) and _is_free(text, within[0], at):
                lines += [text[position:at], "\\\n"]
                position = at
            if comments:
                lines.insert(head, comment_lines(comments))
                head += 1
            continue
        ending = layout.line_end(left)
        if left == start or right == end or (ending is None and left == right):
            if comments:
                lines.insert(head, comment_lines(comments))
                head += 1
            continue
        indent = "    " * max(layout.depth(right) - margin + levels.line(right, ending), 0)
        code = text[position:left]
        if ending == ";":
            code = code[:-1].rstrip(_BLANKS)
        operator = operator_at(text, right) if ending is None and comments else ""
        after = right + len(operator)
        if operator and text[after : after + 1] in _BLANKS and (index == count or breaks[index].at > after + 1):
            # A line that ends in the operator has room for comments below it, and one that goes on has not.
            lines += [f"{code} {operator}\n", comment_lines(comments, indent), indent]
            right = after + len(text[after:]) - len(text[after:].lstrip(_BLANKS))
        elif ending is None:
            if comments:
                lines.insert(head, comment_lines(comments))
                head += 1
            lines += [code, " \\\n" + indent]
        else:
            lines += [code, "\n"]
            if right in heads:
                head = len(lines)
            lines += [comment_lines(comments, indent), indent]
        position = right
    lines.append(text[position:end])
    return "".join(lines)


class _Levels:
    """How much deeper than its block each line of a command that goes on is."""

    def __init__(self, script: Script, start: int) -> None:
        self._text = script.text
        self._layout = script.layout
        self._lines = [(start, 0)]
        self._command = 0  # the level of the command that a line of arguments goes on with
        self._item = 0  # that of the pipeline's first
        self._blocks = iter(script.layout.blocks)
        self._next = next(self._blocks, None)
        self._around: list[tuple[int, int]] = []  # the ends of blocks that are open, and the level of their first line

    def line(self, at: int, ending: str | None) -> int:
        """Give the level of a line that starts here, after a line that ends so."""
        base = self._base(at)
        operator = ending if ending in _LISTING else operator_at(self._text, at)
        if operator in ("&&", "||"):
            level = self._command = self._item = base + 1
        elif operator:
            level = self._command = self._item + 1
        elif ending is None and not self._layout.is_closer(at):
            level = self._command + (not self._text.startswith(";", at))
        else:
            level = self._command = self._item = base
        self._lines.append((at, level))
        return level

    def _base(self, at: int) -> int:
        """Give the level of the line in which the innermost block around a place begins."""
        while self._next is not None and self._next[0] < at:
            start, end = self._next
            line = bisect_right(self._lines, start, key=itemgetter(0)) - 1
            self._around.append((end, self._lines[max(line, 0)][1]))
            self._next = next(self._blocks, None)
        while self._around and self._around[-1][0] <= at:
            self._around.pop()
        return self._around[-1][1] if self._around else 0


def operator_at(text: str, at: int) -> str:
    """Give the operator that joins commands here; empty when there is none."""
    return next((operator for operator in ("&&", "||", "|&", "|") if text.startswith(operator, at)), "")


def _is_free(text: str, start: int, at: int) -> bool:
    """Tell whether a backslash put here would not be escaped itself."""
    back = at
    while back > start and text[back - 1] == "\\":
        back -= 1
    return (at - back) % 2 == 0


# An expansion on one line with nothing in it that nests, and such a substitution.
_EXPANSION = r"""\$(?:[A-Za-z0-9_]+|\{[A-Za-z0-9_]+[^{}'"\\`$\n]*\})"""
_SUBSTITUTION = rf"""\$\((?:[^()'"\\`$\n\#<\[]|'[^'\n]*'|"(?:[^"\\`$\n]|{_EXPANSION})*+"|{_EXPANSION})*+\)"""
# What each line of a text may be made of for its own ends to be seen in it: no string, expansion, here-document, array
# or test goes over them. A backslash at the end goes on with a new word only when a blank is before it.
_CLOSED = regex(
    rf"""(?:
        [^'"\\`$(<\n\#\[=]++
      | '[^'\n]*'
      | "(?:[^"\\`$\n]|\\[^\n]|{_EXPANSION}|\$(?=[^A-Za-z0-9_{{(\[])|{_SUBSTITUTION})*+"
      | {_SUBSTITUTION}
      | \\[^\n]
      | (?<=[ \t])\\(?=\n[ \t])
      | {_EXPANSION}
      | \$(?![({{\['"])
      | (?<![$=(<>@?*+!])\((?!\()
      | <(?![<(])
      | (?<!\[)\[(?!\[)
      | =(?![~(])
      | (?<=[^ \t\n;])\#
      | (?:^|(?<=[ \t\n;]))\#[^\n]*
      | \n
    )*+""",
    re.VERBOSE,
)


def line_starts_in_code(text: str) -> tuple[bool, ...]:
    """Say of each line whether it begins in plain code: not in a string, a here-document or a word.

    Of a text that is not understood, only the first line is known to.
    """
    count = text.count("\n") + 1
    if count == 1 or _CLOSED.fullmatch(text):
        return (True,) * count
    script = parse(text)
    if not script.is_understood:
        return (True, *[False] * (count - 1))
    layout = script.layout
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return tuple(layout.inside(start, start) is None for start in starts)


def indent(text: str, prefix: str) -> str:
    """Indent the lines that begin in plain code and are not empty."""
    if "\n" not in text:
        return prefix + text if text.strip() else text
    lines = text.split("\n")
    return "\n".join(
        prefix + line if line.strip() and in_code else line
        for line, in_code in zip(lines, line_starts_in_code(text), strict=True)
    )
