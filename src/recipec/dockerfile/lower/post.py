"""``%post`` to RUN: the same commands in the same shell, stopped by the same failures."""

import re
from itertools import pairwise

from recipec.dockerfile.lower import apps as app_sections
from recipec.dockerfile.lower import bases, own, scripts, told
from recipec.dockerfile.lower.environment import Setting, put
from recipec.dockerfile.lower.findings import BAD_ARGUMENTS, POST_SHELL
from recipec.dockerfile.lower.margins import aligned
from recipec.dockerfile.lower.quoting import BARE, contexts
from recipec.dockerfile.lower.sheet import Group, Sheet
from recipec.dockerfile.lower.waiting import Turn, Waiting
from recipec.dockerfile.tree import Heredoc
from recipec.ir.steps import App, Post
from recipec.record import Record
from recipec.regex import regex
from recipec.shell.script import Script, parse
from recipec.shell.syntax import Compound, Sequence, Simple, Statement
from recipec.shell.walk import commands

_TOLERANT = regex(r"set \+e[ \t]*(?:#[^\n]*)?\n\s*(?=\S)")
# A line that only draws, at the end of a section, parts it from the one below.
_RULE = regex(r"(?:\n[ \t]*#[#=*_~ \t-]*)+\s*\Z")
_LONGEST_CHAIN = 6
_MOST_CUTS = 60
_SHORT = 4
_COMMENT = regex(r"\s*#")
# A program sees these when they are assigned: they are exported from the start.
_INHERITED = frozenset(("PATH", "HOME", "LANG", "TERM", "LD_LIBRARY_PATH", "PWD", "PS1"))
# What changes how the commands after it run, or whether they do: no part of a chain.
_SPECIAL = frozenset("set exit exec trap return alias unalias eval . source shopt wait break continue shift".split())
_STATE = _SPECIAL | frozenset("cd export unset readonly umask ulimit pushd popd declare local typeset".split())


class Shell(Record):
    """Who runs the section. ``program`` is empty for /bin/sh, with ``options`` for its ``set``."""

    program: str = ""
    options: str = "-e"


def lower(
    post: Post | None,
    apps: list[App],
    sheet: Sheet,
    base: str,
    *,
    computed: bool,
    starts_base: bool,
    waiting: Waiting,
    directory: str = "",
    environment: tuple[Setting, ...] | None = (),
) -> told.Told:
    """Write RUN for ``%post`` and for what apps install behind it. Give what they tell Apptainer about the image.

    ``environment`` is what every start sees, None where nothing starts. ``waiting``: the files that wait for their
    turn in it.
    """
    installs = app_sections.install(apps, sheet)
    if post is None:
        for app, body in installs:
            sheet.about = app
            _heredoc(_installed(app, body), Shell(), sheet, scripts.comments(app))
            sheet.wrote(app)
        sheet.about = None
        return told.Told()
    sheet.wrote(post)
    sheet.about = post
    shell = _shell(post, sheet)
    stripped = own.strip(post.script, sheet, starts_base=starts_base, directory=directory)
    body = scripts.trim(scripts.shell(stripped.script, sheet, post))
    body = re.sub(r"\A#![^\n]*\n?", "", body).lstrip("\n")
    script = parse(body)
    script = _again(aligned(script), script)
    known = told.read(script, post, sheet, is_late=not computed)
    script = _again(_RULE.sub("", known.script), script)
    above = scripts.comments(post)
    early: list[Setting] = []
    came_back = stripped.came_back and script.is_understood and shell == Shell() and not installs
    cut: tuple[own.Part, ...] = (own.Part(script.text),)
    if came_back:
        cut = own.parts(script, environment, waiting, lambda before, after: _crosses(before, after, base))
    for part in cut:
        put(part.settings, sheet, Group.POST)
        if part.turn is not None:
            _turn(part.turn, sheet, part.comments)
        early += part.settings
        script = _again(part.text, script)
        chunks = _chunks(script, shell, base, came_back=came_back)
        if len(chunks) > 1:
            sheet.because(post, "Nothing crosses from one paragraph to the next: each is a layer of its own.")
        if installs and not _is_stateless(script):
            chunks = (parse("\n\n".join((part.text, *(_installed(app, text) for app, text in installs)))),)
            for app, _ in installs:
                sheet.wrote(app)
                sheet.because(app, "It is behind `%post` in one RUN: the shell that runs both is one.")
            installs = []
        for chunk in map(_unwrapped, chunks):
            if chunk.body.statements or not chunk.is_understood:
                # In the Dockerfile that it was, this began in the base's WORKDIR.
                needs_root = not stripped.came_back and not bases.begins_at_root(base, sheet) and _is_relative(chunk)
                _run(chunk, shell, sheet, above, needs_root=needs_root)
                above = ()
    for app, text in installs:
        sheet.about = app
        _heredoc(_installed(app, text), Shell(), sheet, scripts.comments(app))
        sheet.wrote(app)
    sheet.used |= sheet.late
    sheet.about = None
    return known._replace(early=frozenset(setting.name for setting in early))


def _again(text: str, script: Script) -> Script:
    """Read a text, unless it is the script that was read already."""
    return script if text == script.text else parse(text)


def _turn(turn: Turn, sheet: Sheet, comments: tuple[str, ...]) -> None:
    for line in turn.lines:
        node = turn.copies[0] if turn.copies else None
        sheet.put(Group.POST, line.keyword, line.value, flags=line.flags, comments=comments, node=node)
        comments = ()
    for copy in turn.copies:
        sheet.wrote(copy)


def _shell(post: Post, sheet: Sheet) -> Shell:
    words = post.arguments.split("#")[0].split()
    if not words:
        return Shell()
    if words[0] == "-c":
        program = " ".join(words[1:]).strip("\"'")
        options = program.split()[1:]
        if not program or "-c" in options:
            sheet.tell(
                BAD_ARGUMENTS,
                f"`%post {post.arguments.strip()}` names no program that could run the section",
                post,
                "write `%post -c /bin/bash -e`",
            )
            return Shell()
        if not any(re.match(r"-[a-z]*e", option) or option == "errexit" for option in options):
            sheet.tell(
                POST_SHELL,
                f"`%post -c {program}` runs without `-e`, so that only the last command's failure stops the build:"
                " kept so",
                post,
                f"write `%post -c {program} -e`",
            )
        return Shell(program, "")
    if any(
        not word.startswith(("-", "+")) and not (number and words[number - 1].endswith("o"))
        for number, word in enumerate(words)
    ):
        sheet.tell(
            BAD_ARGUMENTS,
            f"`%post {post.arguments.strip()}` makes /bin/sh look for a script of that name, and fail",
            post,
            "remove what stands behind `%post`",
        )
        return Shell()
    others = " ".join(word for word in words if not re.fullmatch(r"-[ex]+", word))
    return Shell("", f"-e {others}".strip())


def _installed(app: App, body: str) -> str:
    root = app_sections.root(app.name)
    return f". {root}/scif/env/01-base.sh\ncd {root}\n{body}"


def _chunks(script: Script, shell: Shell, base: str, *, came_back: bool = False) -> tuple[Script, ...]:
    """Cut a script at its blank lines, where nothing that the shell knows is needed behind: each part is a layer.

    ``came_back``: each part was a RUN.
    """
    if shell != Shell() or not script.is_understood:
        return (script,)
    cuts = _blank_lines(script)
    if not cuts or len(cuts) > _MOST_CUTS:
        return (script,)
    chunks: list[str] = []
    statements = script.body.statements
    start = first = 0
    for cut, number in cuts:
        # A short paragraph that no comment heads belongs to what is before it.
        is_apart = came_back or number - first >= _SHORT or _COMMENT.match(script.text, cut)
        before, after = Sequence(statements[first:number]), Sequence(statements[number:])
        does_something = came_back or not (_only_assigns(before) or _only_assigns(after))
        if is_apart and does_something and not _crosses(before, after, base):
            chunks.append(script.text[start:cut].strip("\n"))
            start, first = cut, number
    chunks.append(script.text[start:].strip("\n"))
    return tuple(_again(chunk, script) for chunk in chunks)


def _only_assigns(part: Sequence) -> bool:
    """Say whether a part would do nothing at all as a RUN of its own."""
    return all(isinstance(one.command, Simple) and not one.command.words for one in commands(part))


def _blank_lines(script: Script) -> list[tuple[int, int]]:
    """Find the blank lines that stand between statements, each with the number of the statement below it."""
    statements = script.body.statements
    cuts: list[tuple[int, int]] = []
    for number, (before, after) in enumerate(pairwise(statements), 1):
        end = max(before.span.end, _document_end(before))
        gap = script.text[end : after.span.start]
        match = re.search(r"\n[ \t]*\n", gap)
        if match:
            cuts.append((end + match.end(), number))
    return cuts


def _document_end(statement: Statement) -> int:
    ends = [0]
    for pipeline in statement.parts:
        for part in pipeline.parts:
            ends += [redirect.heredoc.span.end for redirect in part.redirects if redirect.heredoc is not None]
    return max(ends)


def _is_relative(script: Script) -> bool:
    from recipec.dockerfile.lower.relative import is_relative

    return is_relative(script)


def _crosses(before: Sequence, after: Sequence, base: str) -> bool:
    """Say whether what one part leaves in the shell may matter to the next."""
    from recipec.dockerfile.lower.relative import starts_relative
    from recipec.shell.state import left_by

    left = left_by(before)
    plain = left._replace(directory=False, assigned=frozenset())
    if plain.leaks:
        return True
    if left.assigned and (
        left.assigned & left_by(after).reads
        or not all(name.islower() or (bases.is_bare(base) and name not in _INHERITED) for name in left.assigned)
    ):
        return True
    return left.directory and starts_relative(after)


def _unwrapped(script: Script) -> Script:
    """Take off the subshell that is all of a script: RUN is one."""
    statements = script.body.statements
    if not script.is_understood or len(statements) != 1 or statements[0].is_background:
        return script
    pipelines = statements[0].parts
    if len(pipelines) != 1 or pipelines[0].is_negated or len(pipelines[0].parts) != 1:
        return script
    only = pipelines[0].parts[0]
    if not isinstance(only, Compound) or only.kind != "subshell" or only.redirects:
        return script
    start, end = only.span
    text = script.text
    if text[start] != "(" or text[end - 1] != ")" or text[end:].strip():
        return script
    return parse(text[:start] + scripts.trim(text[start + 1 : end - 1]))


def _run(script: Script, shell: Shell, sheet: Sheet, above: tuple[str, ...], *, needs_root: bool) -> None:
    chunk = script.text
    if not shell.program and shell.options == "-e" and not told.is_told(chunk):
        chain = _chain(script, needs_root=needs_root)
        if chain is not None:
            comments, text = chain
            sheet.put(Group.POST, "RUN", text, comments=above + comments)
            return
    while match := re.match(r"#([^\n]*)\n\s*", chunk):
        above += (match[1],)
        chunk = chunk[match.end() :]
    lines = [*(told.preamble(chunk)), *(["cd /"] if needs_root else []), chunk]
    _heredoc("\n".join(lines), shell, sheet, above)


def _heredoc(body: str, shell: Shell, sheet: Sheet, above: tuple[str, ...]) -> None:
    if not shell.program and shell.options == "-e" and (match := _TOLERANT.match(body)):
        # As every RUN does unless it says otherwise: only the last status counts.
        body = body[match.end() :]
        if "\n" not in body and "<<" not in body and not body.startswith(("[", "-", "#")) and not body.endswith("\\"):
            sheet.put(Group.POST, "RUN", body, comments=above)
            return
    elif not shell.program and not re.match(r"set -[a-z]*e", body):
        body = f"set {shell.options}\n{body}"
    name = scripts.delimiter(body)
    value = f"<<'{name}'"
    if shell.program:
        # On a descriptor of its own: the script's commands read an empty standard input, and not the script.
        value = f"{shell.program} /dev/fd/3 3<<'{name}'"
    sheet.put(Group.POST, "RUN", value, heredocs=(Heredoc(name, body + "\n", expand=False),), comments=above)


def _chain(script: Script, *, needs_root: bool) -> tuple[tuple[str, ...], str] | None:
    """Write a few simple commands as `a && b`: without -e, a failure stops them as it does with it."""
    statements = script.body.statements
    if not script.is_understood or not 1 <= len(statements) <= _LONGEST_CHAIN:
        return None
    alone = len(statements) == 1 and (not needs_root or set(statements[0].operators) <= {"&&"})
    texts = [_link(script, statement, alone=alone) for statement in statements]
    links = [text for text in texts if text is not None]
    if len(links) != len(texts):
        return None
    if needs_root:
        links.insert(0, "cd /")
    remarks = list(script.body.comments)
    head: list[str] = []
    lines: list[str] = []
    for number, statement in enumerate(statements):
        while remarks and remarks[0].start < statement.span.start:
            text = script.text[remarks[0].start : remarks[0].end]
            if script.text[: remarks[0].start].rpartition("\n")[2].strip():
                return None
            if number == 0:
                head.append(text[1:])
            else:
                lines.append("    " + text)
            remarks.pop(0)
        if number == 0:
            lines.append(" \\\n    && ".join(links[: 1 + needs_root]))
        else:
            lines.append("    && " + links[number + needs_root])
    if remarks or lines[0].lstrip().startswith(("[", "--")):
        return None
    # The continuation stands on the lines of commands; comment lines have none.
    joined = [
        line if line.lstrip().startswith("#") or number == len(lines) - 1 else line + " \\"
        for number, line in enumerate(lines)
    ]
    return tuple(head), "\n".join(joined)


def _link(script: Script, statement: Statement, *, alone: bool) -> str | None:
    text = script.text[statement.span.start : statement.span.end]
    if statement.is_background or text.rstrip().endswith("\\") or "<<" in text:
        return None
    if statement.operators and not alone:
        return None
    for pipeline in statement.parts:
        if pipeline.is_negated and not alone:
            return None
        for part in pipeline.parts:
            if not isinstance(part, Simple) or part.name in _SPECIAL or part.name is None:
                return None
    if "\n" not in text:
        return text
    return _continued(text, 4 if alone else 8)


def _continued(text: str, margin: int) -> str | None:
    """Indent the lines of a command that goes on by backslashes; None when one goes on by anything else."""
    letters = contexts(text)
    lines = text.split("\n")
    at = 0
    for line in lines[:-1]:
        at += len(line) + 1
        if not line.endswith("\\") or letters[at - 2] != BARE or line.endswith("\\\\"):
            return None
    if any(not line.strip() or line.lstrip().startswith("#") for line in lines[1:]):
        return None
    columns = [len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip()) for line in lines[1:]]
    moved = (
        " " * (margin + column - min(columns)) + line.strip() for column, line in zip(columns, lines[1:], strict=True)
    )
    return "\n".join([lines[0], *moved])


def _is_stateless(script: Script) -> bool:
    """Say whether nothing that a script does lasts in its shell."""
    if not script.is_understood:
        return False
    return all(
        isinstance(found.command, Simple)
        and found.command.name not in _STATE
        and (found.command.words or not found.command.assignments)
        for found in commands(script.body)
        if found.in_shell
    )
