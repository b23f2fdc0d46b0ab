"""Which release of which engine accepts what, and what a target does not accept of a tree."""

from collections.abc import Iterator

from recipec.definition.lift import findings as kinds
from recipec.definition.parse.words import files, is_skipped, lower, trim, without_comment
from recipec.definition.tree import File, HeaderLine, Section, Stage
from recipec.diagnostics.finding import Finding
from recipec.format import Format
from recipec.record import Record
from recipec.source import Span
from recipec.suggestion import suggestion
from recipec.target import Target

Version = tuple[int, ...]


class Since(Record):
    """The first releases that accept something; None: none does. ``last``: of Singularity, the last one that does.

    ``classic`` is Singularity 2, which had none of the Go parser's checks.
    """

    apptainer: Version | None = (1, 0)
    singularity: Version | None = (3, 0)
    classic: Version | None = None
    last: Version | None = None


class Engine(Record):
    """A release: ``apptainer``, ``singularity`` (SingularityCE included) or ``classic`` (Singularity 2)."""

    family: str
    version: Version

    def accepts(self, since: Since) -> bool:
        first = {"apptainer": since.apptainer, "singularity": since.singularity}.get(self.family, since.classic)
        if first is None or self.version < first:
            return False
        return self.family != "singularity" or since.last is None or self.version <= since.last


# A target that stands for many releases promises what the oldest of them understands.
_ENGINES = {
    "apptainer-1.4": Engine("apptainer", (1, 4, 5)),
    "apptainer-1.x": Engine("apptainer", (1, 0)),
    "singularityce-4.x": Engine("singularity", (4, 0)),
    "singularity-3.x": Engine("singularity", (3, 2)),
    "singularity-2.6": Engine("classic", (2, 6)),
}

_EVERYWHERE = Since(classic=(2, 2))
HEADERS = {
    **dict.fromkeys(("bootstrap", "from", "includecmd", "mirrorurl", "osversion", "include"), _EVERYWHERE),
    "library": Since(),
    "updateurl": Since(singularity=(3, 0, 1), classic=(2, 2)),
    **dict.fromkeys(("registry", "namespace"), Since(singularity=(3, 0, 2), classic=(2, 2))),
    "stage": Since(singularity=(3, 2)),
    **dict.fromkeys(
        ("product", "user", "regcode", "productpgp", "registerurl", "modules", "otherurl"), Since(singularity=(3, 4))
    ),
    "fingerprints": Since(singularity=(3, 7)),
    "confurl": Since((1, 1), None),
    "setopt": Since((1, 2), (3, 11, 1)),
}
SECTIONS = {
    **dict.fromkeys(("pre", "setup", "files", "post", "runscript", "test"), _EVERYWHERE),
    **dict.fromkeys(("labels", "environment"), Since(classic=(2, 3))),
    **dict.fromkeys(("help", "startscript"), Since(classic=(2, 4))),
    "arguments": Since((1, 2), (4, 0)),
    **dict.fromkeys(
        ("appinstall", "applabels", "appfiles", "appenv", "apptest", "apphelp", "apprun"),
        Since(singularity=(3, 1), classic=(2, 4)),
    ),
    "appstart": Since((1, 2), (4, 0)),
}
AGENTS = {
    **dict.fromkeys(("docker", "yum", "debootstrap", "arch", "busybox"), _EVERYWHERE),
    **dict.fromkeys(("docker-daemon", "docker-archive", "oci", "oci-archive", "library"), Since()),
    **dict.fromkeys(("shub", "localimage"), Since(classic=(2, 4))),
    "oras": Since(singularity=(3, 3)),
    "dnf": Since((1, 4), (4, 3)),
    "zypper": Since(singularity=(3, 1), classic=(2, 3)),
    "scratch": Since(singularity=(3, 1)),
    **dict.fromkeys(("buildkit", "dockerfile"), Since((1, 5), None)),
    "self": Since(None, None, (2, 4)),
    **dict.fromkeys(("sandbox", "sif"), Since(None, (3, 0), None, (3, 4, 2))),
}
_CONTINUATION = Since(singularity=(3, 4))
_STAGES = Since(singularity=(3, 2))
_SECTION_ARGUMENTS = Since(singularity=(3, 2), classic=(2, 2))
_QUOTES = Since(singularity=(3, 7))
_NUMBERS = "0123456789"


def check(file: File, target: Target) -> Iterator[Finding]:
    """Find what a target does not accept, or takes otherwise, of a file that Apptainer 1.4 accepts."""
    engine = _ENGINES.get(target.name)
    if target.format is Format.DEFINITION and engine is not None:
        yield from refused(file, engine, target.name)


def refused(file: File, engine: Engine, name: str) -> Iterator[Finding]:
    """Find what a release does not accept."""
    if len(file.stages) > 1 and not engine.accepts(_STAGES):
        line = file.stages[1].field_line("bootstrap")
        yield _too_new("more than one stage", line.span if line else None, name)
    for stage in file.stages:
        yield from _header(stage, engine, name)
        for section in stage.sections:
            if isinstance(section, Section):
                yield from _section(section, engine, name)


def _header(stage: Stage, engine: Engine, name: str) -> Iterator[Finding]:
    for line in stage.header:
        if not isinstance(line, HeaderLine):
            continue
        key = lower(line.key)
        since = HEADERS.get(key) or HEADERS.get(key.rstrip(_NUMBERS + "&n"))
        # Singularity 2 takes any key, and makes a variable of it.
        if engine.family != "classic" and not line.is_lost and (since is None or not engine.accepts(since)):
            yield _too_new(f"`{line.key}:`", line.span, name)
        if line.layout is not None and line.layout.count("\n") > 1 and not engine.accepts(_CONTINUATION):
            yield _too_new("a header line that goes on after a backslash", line.span, name)
    line_of_agent = stage.field_line("bootstrap")
    if line_of_agent is not None and "{{" not in line_of_agent.value:
        yield from _agent(line_of_agent, engine, name)


def _agent(line: HeaderLine, engine: Engine, name: str) -> Iterator[Finding]:
    known = AGENTS.get(line.value)
    if known is None:
        what = f"`{line.value}` is no bootstrap agent" if line.value else "`Bootstrap:` names no agent"
        yield Finding(kinds.UNKNOWN_AGENT, what, line.span, suggestion(line.value, AGENTS))
    elif not engine.accepts(known):
        yield _too_new(f"`Bootstrap: {line.value}`", line.span, name)


def _section(section: Section, engine: Engine, name: str) -> Iterator[Finding]:
    if not engine.accepts(SECTIONS[section.name]):
        yield _too_new(f"`%{section.name}`", section.span, name)
    elif section.app is None and without_comment(section.arguments).strip():
        if section.name == "files" and not engine.accepts(_STAGES):
            yield _too_new("`%files from`", section.span, name)
        elif not engine.accepts(_SECTION_ARGUMENTS):
            yield _too_new(f"arguments of `%{section.name}`", section.span, name)
    if section.name == "files" and not engine.accepts(_QUOTES):
        for at, line in enumerate(section.lines):
            text = trim(line)
            if '"' in text and not is_skipped(text) and files(text) is not None:
                spans = section.line_spans
                yield _too_new("a quoted path in `%files`", spans[at] if spans else None, name)


def _too_new(what: str, span: Span | None, name: str) -> Finding:
    return Finding(kinds.TOO_NEW, f"not every engine of `{name}` accepts {what}", span)
