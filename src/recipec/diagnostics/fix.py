"""Fixes: edits of a recipe's text, and how they are put into it."""

from collections.abc import Iterable

from recipec.record import Record
from recipec.source import Span


class Edit(Record):
    """The text of a place is replaced; an empty place is where something is put in."""

    span: Span
    text: str


class Fix(Record):
    """What removes a finding. ``is_safe``: the container stays the same, but for what the finding is about."""

    title: str
    edits: tuple[Edit, ...]
    is_safe: bool


def apply(text: str, fixes: Iterable[Fix]) -> tuple[str, tuple[Fix, ...]]:
    """Put fixes into a text, and say which: one that touches the place of an earlier one is left out, whole.

    Lines that they add end as those of the text do.
    """
    taken: list[Edit] = []
    done: list[Fix] = []
    for fix in fixes:
        new = [edit for edit in dict.fromkeys(fix.edits) if edit not in taken]
        if any(_clash(edit, other) for edit in new for other in taken):
            continue
        taken += new
        done.append(fix)
    parts: list[str] = []
    at = 0
    end = "\r\n" if "\r\n" in text and text.count("\r\n") == text.count("\n") else "\n"
    for edit in sorted(taken):
        parts += (text[at : edit.span.start], edit.text.replace("\r\n", "\n").replace("\n", end))
        at = edit.span.end
    return "".join(parts) + text[at:], tuple(done)


def _clash(one: Edit, other: Edit) -> bool:
    if one.span == other.span:
        return True
    return one.span.start < other.span.end and other.span.start < one.span.end
