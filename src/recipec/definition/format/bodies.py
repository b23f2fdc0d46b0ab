"""The bodies of sections: which are scripts, lists or text, and each in its layout."""

from collections.abc import Mapping
from itertools import accumulate

from recipec.definition.format.margin import MARGIN, Laid, laid
from recipec.definition.lift.comments import TEXT, WITH_SHEBANG
from recipec.definition.parse import LIMIT
from recipec.definition.parse.words import without_comment
from recipec.definition.templates import are_read, defaults, find
from recipec.definition.tree import Section, Stage
from recipec.record import Record
from recipec.target import Target

_LISTS = frozenset(("arguments", "files", "labels", "appfiles", "applabels"))
_WITH_PROGRAM = frozenset(("pre", "setup", "post"))
# Those that the grammar speaks for.
_SHELLS = frozenset(("sh", "bash", "dash", "ash", "ksh"))


class Script(Record):
    """The script of a section. ``lines`` are its lines in their layout, ``may_part`` says which begin a new one: above
    them may be a comment, and they may be one.

    ``is_kept``: it is no shell script, or not understood, and stays as it is. ``is_open``: the next section of the
    same name goes on in the middle of a command.
    """

    lines: tuple[str, ...]
    may_part: tuple[bool, ...]
    is_kept: bool = False
    is_open: bool = False


def scripts(stage: Stage, target: Target) -> dict[int, Script]:
    """Lay out the scripts of a stage, by the numbers of their sections; sections of one name are one script."""
    sections = [item for item in stage.sections if isinstance(item, Section)]
    groups: dict[tuple[str, str | None], list[int]] = {}
    for number, section in enumerate(sections):
        if section.name not in _LISTS and section.name not in TEXT:
            groups.setdefault((section.name, section.app), []).append(number)
    values = defaults(stage) if are_read(stage, target) else None
    found: dict[int, Script] = {}
    for numbers in groups.values():
        same = [sections[number] for number in numbers]
        tops = frozenset(accumulate((len(section.lines) for section in same), initial=0))
        made = laid(_masked(same, values, target), tops) if _is_shell(same) else None
        found.update(zip(numbers, _cut(same, made), strict=True))
    return found


def are_open(stage: Stage, scripts: Mapping[int, Script]) -> bool:
    """Whether what stands between sections means something: a script or a text that goes on in the next of its name."""
    texts = [(one.name, one.app) for one in stage.sections if isinstance(one, Section) and one.name in TEXT]
    return len(texts) > len(set(texts)) or any(script.is_open for script in scripts.values())


def _cut(same: list[Section], made: Laid | None) -> list[Script]:
    """Cut one script into those of its sections."""
    parts: list[Script] = []
    start = 0
    for at, section in enumerate(same):
        end = start + len(section.lines)
        goes_on = at + 1 < len(same)
        if made is None:
            parts.append(Script(section.lines, (False,) * len(section.lines), is_kept=True, is_open=goes_on))
        else:
            rows = zip(section.lines, made.margins[start:end], made.keeps_end[start:end], strict=True)
            lines = tuple(_line(*row) for row in rows)
            fits = sum(len(line.encode("utf-8", "surrogatepass")) + 1 for line in lines) < LIMIT - 1000
            is_open = goes_on and not made.may_part[end]
            parts.append(Script(lines if fits else section.lines, made.may_part[start:end], not fits, is_open))
        start = end
    return parts


def _line(text: str, margin: str | None, keeps_end: bool) -> str:  # noqa: FBT001 -- a row of what was laid out
    moved = text if margin is None else margin + text.lstrip(" \t")
    return moved if keeps_end else moved.rstrip(" \t")


def _masked(same: list[Section], values: Mapping[str, str] | None, target: Target) -> tuple[str, ...] | None:
    """Give the lines of a script with words of the same length for templates; None where one may be anything.

    ``values`` are those of templates; None where there are none to the engine.
    """
    text = "".join(section.body for section in same)
    if values is not None:
        parts: list[str] = []
        done = 0
        for one in find(text, skips_comments=target.skips_templates_in_comments):
            if "\n" in text[one.start : one.end] or not _is_word(values.get(one.name, "")):
                return None
            parts += [text[done : one.start], "T" * (one.end - one.start)]
            done = one.end
        text = "".join((*parts, text[done:]))
    return tuple(text.removesuffix("\n").split("\n")) if text else ()


def _is_word(value: str) -> bool:
    """Whether a value leaves the shell where it was: no quote is open behind it, and nothing else."""
    if not any(mark in value for mark in "'\"`\\<({"):
        return True
    made = laid((f"x {value}", "x"))
    return made is not None and all(made.in_code)


def _is_shell(same: list[Section]) -> bool:
    given = [section.arguments for section in same if section.arguments]
    first = next((line for section in same for line in section.lines), "")
    return is_shell(same[0].name, without_comment(given[-1]) if given else "", first)


def is_shell(name: str, arguments: str, first: str) -> bool:
    """Whether the shell reads the script of a section, by its name, its arguments and the first line of its body.

    Else it is a program that one of the two names, by whose rules blanks may count.
    """
    if name not in _WITH_PROGRAM and first.lstrip().startswith("#!"):
        return _names_a_shell(first.lstrip()[2:].split())
    if name in _WITH_PROGRAM:
        words = arguments.split()
        return "-c" not in words or _names_a_shell(words[words.index("-c") + 1 :])
    # `-c` is for the three above: what runs later is started as `/bin/sh -c FILE` and finds no such program.
    return name not in WITH_SHEBANG or "-c" not in arguments.split()


def _names_a_shell(words: list[str]) -> bool:
    names = [word.rpartition("/")[2] for word in words]
    if names[:1] == ["env"] or names[:1] == ["busybox"]:
        names = names[1:]
    return bool(names) and names[0] in _SHELLS


def _goes_on(lines: tuple[str, ...]) -> bool:
    """Whether a template of a list goes on over the end of a line: what is in it is no line of the list."""
    text = "\n".join(lines)
    return any("\n" in text[one.start : one.end] for one in find(text, skips_comments=False))


def formatted(section: Section, own: tuple[str, ...], script: Script | None) -> tuple[str, ...]:
    """Give the lines of a body in their layout, without blank lines at their end."""
    if section.name in _LISTS:
        lines = own if _goes_on(own) else tuple((MARGIN + text if (text := line.strip(" \t")) else "") for line in own)
    else:
        lines = own if script is None else script.lines[: len(own)]
    end = len(lines)
    while end and not lines[end - 1].strip(" \t"):
        end -= 1
    start = 0
    while start < end and not lines[start].strip(" \t"):
        start += 1
    is_kept = section.name in TEXT or (script is not None and script.is_kept)
    # Blank lines are a part of a text, and `#!` counts on the first line only.
    if is_kept or (start < end and lines[start].lstrip().startswith("#!")):
        start = 0
    return lines[start:end]
