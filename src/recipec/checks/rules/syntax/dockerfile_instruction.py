"""RC016."""

import re
from collections.abc import Iterator

from recipec.checks.refusals import documents, is_instruction
from recipec.checks.rule import Problem, text_rule
from recipec.checks.text import Line, Text
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span

_SCRIPTS = frozenset(
    ("post", "setup", "pre", "environment", "runscript", "startscript", "test", "appinstall", "appenv")
)
_WORDS = "run env copy add from cmd entrypoint workdir user label arg expose volume maintainer shell"
_SOME = tuple(word + blank for word in _WORDS.upper().split() for blank in " \t")


@text_rule(
    "RC016",
    Severity.ERROR,
    words=_WORDS,
)
def dockerfile_instruction(text: Text) -> Iterator[Problem]:
    """An instruction of a Dockerfile stands in a definition file.

    To a shell `RUN` and `ENV` are programs, which are not there: `RUN: not found` stops the build, and what `ENV` in
    `%environment` should set is missing. In the header the line has no value, and the build stops as well.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        RUN make -C /opt/tool install
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        make -C /opt/tool install
    ```
    """
    if not any(word in text.source.text for word in _SOME):
        return
    found: dict[str, list[Line]] = {}
    held = documents(text.lines)
    before: Line | None = None
    for at, line in enumerate(text.lines):
        is_script = line.kind == "BODY" and line.section in _SCRIPTS
        continues = before is not None and is_script and before.text.rstrip().endswith("\\")
        before = line
        if at not in held and not continues and (is_script or line.kind == "HEADER") and is_instruction(line.text):
            found.setdefault(_word(line), []).append(line)
    for word, lines in found.items():
        yield Problem(
            _place(lines[0]),
            f"`{word}` is an instruction of Dockerfiles, and {_effect(lines[0])}",
            _help(word, lines[0]),
            related=tuple(Related(_place(line), f"`{word}` again") for line in lines[1:]),
            fix=_fix(word, lines),
        )


def _word(line: Line) -> str:
    return line.text.split(None, 1)[0]


def _place(line: Line) -> Span:
    start = line.span.start + len(line.text) - len(line.text.lstrip())
    return Span(start, start + len(_word(line)))


def _effect(line: Line) -> str:
    if line.section in ("environment", "appenv"):
        return "what it should set is missing"
    if line.section in ("runscript", "startscript", "apprun"):
        return "no program of the image"
    return "the build stops at it"


def _help(word: str, line: Line) -> str:
    if line.kind == "HEADER":
        return "convert the Dockerfile: `recipec convert Dockerfile`"
    return {
        "RUN": "write the command alone",
        "ENV": "write `export NAME=value`, in `%environment` for the time when the image runs",
        "COPY": "name the files in `%files`",
        "ADD": "name the files in `%files`",
        "WORKDIR": "write `cd`",
    }.get(word, "convert the Dockerfile: `recipec convert Dockerfile`")


def _fix(word: str, lines: list[Line]) -> Fix | None:
    edits: list[Edit] = []
    for line in lines:
        place = _place(line)
        rest = line.text.lstrip()[len(word) :].lstrip()
        at = Span(place.start, line.span.end - len(rest))
        if line.kind == "HEADER":
            return None
        if word == "RUN" and rest[:1] not in "[-<":
            edits.append(Edit(at, ""))
        elif word == "ENV" and re.match(r"\w+=", rest):
            edits.append(Edit(at, "export "))
        else:
            return None
    return Fix("write the command alone" if word == "RUN" else "export it", tuple(edits), is_safe=False)
