"""``%files``: copies from the host and from other stages."""

from collections.abc import Callable

from recipec.definition.lift import findings as kinds
from recipec.definition.lift.read import Line, Part
from recipec.definition.parse.words import files, without_comment
from recipec.diagnostics.finding import Finding
from recipec.ir.steps import Copy, CopyRules, FilesFrom, FromContext, FromStageName
from recipec.source import Span


def lift(
    parts: list[Part],
    stage_named: Callable[[str, Span], str | None],
    found: list[Finding],
) -> tuple[list[Copy], list[Copy]]:
    """Lift all ``%files`` of a stage: what comes from stages, and what comes from the host.

    ``stage_named`` gives the stage of a name, or says that there is none. Sections with the same arguments are one, at
    the place of the first (deffile.go, parseTokenSection).
    """
    groups: dict[str, list[Part]] = {}
    for part in parts:
        groups.setdefault(part.section.arguments, []).append(part)
    from_stages: list[Copy] = []
    from_host: list[Copy] = []
    for same in groups.values():
        words = same[0].arguments.split()
        # What stands before a `#` has to be nothing at all: a second blank is something (stage.go, copyFiles).
        if not without_comment(same[0].section.arguments):
            for part in same:
                from_host += _copies(part, FromContext(), CopyRules.HOST, found)
        elif len(words) == 2:
            name = stage_named(words[1], same[0].span)
            for part in same:
                if name is not None:
                    from_stages += _copies(part, FromStageName(name), CopyRules.STAGE, found)
        else:
            found += [_without_effect(part) for part in same]
    return from_stages, from_host


def _copies(part: Part, origin_of: FilesFrom, rules: CopyRules, found: list[Finding]) -> list[Copy]:
    copies: list[Copy] = []
    for line in part.lines():
        read = files(line.text)
        if read is None or not read.source:
            found.append(Finding(kinds.FILES_WITHOUT_EFFECT, "this line names no file", line.origin.span))
            continue
        found.extend(_remarks(part, line, read.ignored))
        copies.append(
            Copy(
                (part.masks.text(read.source),),
                None if read.destination is None else part.masks.text(read.destination),
                origin_of,
                rules,
                origin=line.origin,
            )
        )
    return copies


def _remarks(part: Part, line: Line, ignored: tuple[str, ...]) -> list[Finding]:
    remarks: list[Finding] = []
    words = " ".join(part.masks.source(word) for word in ignored)
    if words and not words.startswith("#"):
        remarks.append(
            Finding(
                kinds.FILES_IGNORED,
                f"a line of `%files` is one source and one destination: `{words}` is ignored",
                line.origin.span,
                "give every source a line of its own",
            )
        )
    said = line.text.partition(" #")[0]
    if "'" in said or "\\ " in said:
        remarks.append(
            Finding(
                kinds.QUOTES,
                "only double quotes hold a path with blanks together in `%files`",
                line.origin.span,
                'write `"a b"`',
            )
        )
    return remarks


def _without_effect(part: Part) -> Finding:
    said = part.section.arguments.strip()
    return Finding(
        kinds.FILES_WITHOUT_EFFECT,
        f"`%files {said}` is no way to name a stage" if said else "the blanks behind `%files` keep it from being read",
        part.span,
        "engines copy nothing here, and say nothing; write `%files`, or `%files from STAGE`",
    )
