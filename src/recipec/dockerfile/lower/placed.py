"""The commands with which recipec puts files that waited in their place, read back."""

import re

from recipec.dockerfile.lower.simple import read
from recipec.ir.text import plain
from recipec.record import Record
from recipec.regex import regex
from recipec.shell.script import Script

_MOST = 12
_WORD = r"(?:'[^']*'|[^\s'\"$`\\;&|()]+)"
_OWNED = regex(rf"\[ -d (?P<at>{_WORD}) \] \|\| \{{ mkdir -p (?P=at) && chown (?P<owner>{_WORD}) (?P=at); \}}")
_CONTENTS = regex(
    rf"\(cd (?P<at>{_WORD}) && find \. ! -name \. -prune -exec cp -a \{{\}} (?P<to>{_WORD}) \\;\)"
    rf"|cp -(?:RP|a) (?P<tree>{_WORD})/\. (?P<into>{_WORD})"
)
_EITHER = regex(
    rf"if \[ -d (?P<at>{_WORD}) \]; then\n(?:[^\n]*mkdir -p {_WORD}[^\n]*\n)?"
    rf"\s*(?P<contents>[^\n]+)\n\s*else\s+cp -a (?P=at) (?P<to>{_WORD})\s+fi"
)
_UNPACK = regex(rf"tar -x[zjJ]?pf (?P<archive>{_WORD}) -C (?P<to>{_WORD})")
_UNPACK_EACH = regex(rf'for archive in (?P<at>{_WORD})/\*; do tar -x[zjJ]?pf "\$archive" -C (?P<to>{_WORD}); done')


class Placed(Record):
    """Files put in place: from ``at`` to ``to``, which ends in ``/`` when it is a directory that they go into.

    ``is_tree``: what is in ``at`` goes there. ``archives`` are unpacked there, or all that is in ``at`` when
    ``unpacks`` says so. ``made`` is a directory that is made before, for ``made_for`` when an owner is named.
    """

    statements: int
    at: str
    to: str
    is_tree: bool = False
    unpacks: bool = False
    archives: tuple[str, ...] = ()
    owner: str = ""
    mode: str = ""
    made: str = ""
    made_for: str = ""


class Entered(Record):
    """A directory that the shell goes to; ``made``: and makes before."""

    statements: int
    path: str
    made: bool


def entered(script: Script, number: int) -> Entered | None:
    """Read a WORKDIR: a directory made, where it may be new, and gone to."""
    commands = _Commands(script, number)
    made = commands.take("mkdir", "-p")
    found = commands.take("cd")
    if found is None or len(found) != 1 or not found[0].startswith("/") or (made is not None and made != found):
        return None
    return Entered(commands.taken, found[0], made is not None)


def exported(script: Script, number: int) -> str:
    """Name the variable that a statement exports as it is; empty when it does something else."""
    found = _Commands(script, number).take("export")
    return found[0] if found is not None and len(found) == 1 and "=" not in found[0] else ""


def placed(script: Script, number: int) -> Placed | None:
    """Read a COPY, or the ADD of an archive, from its first statement on."""
    commands = _Commands(script, number)
    made, made_for = "", ""
    if match := commands.match(_OWNED):
        made, made_for = _bare(match["at"]), _bare(match["owner"])
    elif found := commands.take("mkdir", "-p"):
        made = " ".join(found)
    owner = commands.take("chown", "-hR") or commands.take("chown") or ()
    mode = commands.take("chmod", "-R") or commands.take("chmod") or ()
    gone: list[str] = []
    while found := commands.take("rm", "-f"):
        gone += found
    put = commands.unpacked() or commands.copied()
    if put is None or not all(path.startswith(put.to) for path in gone):
        return None
    if any(len(dress) != 2 or dress[1] != put.at for dress in (owner, mode) if dress):
        return None
    return put._replace(
        statements=commands.taken, owner="".join(owner[:1]), mode="".join(mode[:1]), made=made, made_for=made_for
    )


def _bare(word: str) -> str:
    return word.strip("'")


class _Commands:
    """Statements that follow each other line by line, read one by one."""

    def __init__(self, script: Script, number: int) -> None:
        statements = script.body.statements[number : number + _MOST]
        self.taken = 0
        self._texts: list[str] = []
        end = statements[0].span.start
        for statement in statements:
            between = script.text[end : statement.span.start]
            if between.strip() or between.count("\n") > 1:
                break
            end = statement.span.end
            self._texts.append(script.text[slice(*statement.span)])

    @property
    def _text(self) -> str:
        return self._texts[self.taken] if self.taken < len(self._texts) else ""

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.fullmatch(self._text)
        self.taken += match is not None
        return match

    def take(self, *words: str) -> tuple[str, ...] | None:
        """Read a command that begins so, and give the rest of its words."""
        if not self._text.startswith(" ".join(words) + " "):
            return None
        commands = read(plain(self._text))
        if commands is None or len(commands) != 1 or commands[0].redirection is not None:
            return None
        found = [word.plain for word in commands[0].words]
        known = tuple(word for word in found if word is not None)
        if len(known) != len(found) or known[: len(words)] != words:
            return None
        self.taken += 1
        return known[len(words) :]

    def copied(self) -> Placed | None:
        if match := self.match(_EITHER):
            inner = _CONTENTS.fullmatch(match["contents"])
            if inner is None or (inner["at"] or inner["tree"]) != match["at"]:
                return None
            return Placed(0, _bare(match["at"]), _bare(match["to"]))
        if match := self.match(_CONTENTS):
            to = _bare(match["to"] or match["into"])
            return Placed(0, _bare(match["at"] or match["tree"]), to.rstrip("/") + "/", is_tree=True)
        found = self.take("cp", "-a")
        return Placed(0, *found) if found is not None and len(found) == 2 else None

    def unpacked(self) -> Placed | None:
        if match := self.match(_UNPACK_EACH):
            return Placed(0, _bare(match["at"]), _bare(match["to"]).rstrip("/") + "/", unpacks=True)
        archives: list[str] = []
        to = ""
        while (match := _UNPACK.fullmatch(self._text)) and to in ("", match["to"]):
            self.taken += 1
            to = match["to"]
            archives.append(_bare(match["archive"]))
        if not archives:
            return None
        at = archives[0].rpartition("/")[0]
        names = tuple(archive.removeprefix(at + "/") for archive in archives)
        return Placed(0, at, _bare(to).rstrip("/") + "/", unpacks=True, archives=names)
