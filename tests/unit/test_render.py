"""How findings look, kept in fixtures/render: a file per report and form."""

from collections.abc import Callable
from pathlib import Path

import pytest

from recipec.diagnostics.finding import Finding, Kind, Related, Severity
from recipec.diagnostics.render import concise, human, json
from recipec.diagnostics.render.report import Report
from recipec.errors import RecipeError
from recipec.source import Source, Span

FIXTURES = Path(__file__).parents[2] / "fixtures" / "render"
ERROR = Kind("RC901", "an-error", Severity.ERROR)
WARNING = Kind("RC902", "a-warning", Severity.WARNING, loss=True)
NOTE = Kind("RC903", "a-note", Severity.INFO)


def place(text: str, part: str) -> Span:
    start = text.index(part)
    return Span(start, start + len(part))


def related() -> Report:
    text = "FROM alpine\nRUN make-defaults\nCOPY app.conf /etc/app.conf\n"
    earlier = Related(place(text, "RUN make-defaults"), "this runs first")
    copied = place(text, "COPY app.conf /etc/app.conf")
    return Report(Source(text, "Dockerfile"), (Finding(WARNING, "`COPY` moves", copied, "copy first", (earlier,)),))


def several_lines() -> Report:
    text = "FROM alpine\nRUN a \\\n    && b \\\n    && c \\\n    && d \\\n    && e\n"
    span = Span(text.index("RUN"), len(text))
    return Report(Source(text, "Dockerfile"), (Finding(ERROR, "all of this", span), Finding(NOTE, "and more", span)))


def odd_characters() -> Report:
    text = "FROM alpine\r\n\tRUN\techo 日本語 e\u0301 \x1b[31m 'here'\r\n"
    findings = (
        Finding(WARNING, "wide", place(text, "日本語")),
        Finding(WARNING, "after what is wide \x1b[31m", place(text, "'here'")),
        Finding(WARNING, "nothing", Span(len(text), len(text))),
    )
    return Report(Source(text, "Docker\x07file"), findings)


def long_line() -> Report:
    text = "FROM alpine\nRUN " + "word " * 60 + "HERE " + "word " * 60 + "\n"
    findings = (Finding(WARNING, "far away", place(text, "HERE")), Finding(NOTE, "near", place(text, "RUN")))
    return Report(Source(text, "Dockerfile"), findings)


def stopped() -> Report:
    text = "FROM alpine\nRUNN make\n"
    error = RecipeError("unknown instruction `RUNN`", span=place(text, "RUNN"), help="did you mean `RUN`?")
    return Report(Source(text, "Dockerfile"), error=error)


def placeless() -> Report:
    finding = Finding(NOTE, "about everything", help="do something")
    return Report(Source("FROM alpine\n", "Dockerfile"), (finding,), RecipeError("and then it stopped"))


def unread() -> Report:
    return Report(None, error=RecipeError("cannot read `x`: no such file or directory"))


REPORTS = (related, several_lines, odd_characters, long_line, stopped, placeless, unread)
FORMS = {
    "human": lambda report: human.render(report, human.Style(width=80)),
    "colour": lambda report: human.render(report, human.Style(colour=True, width=80)).replace("\x1b", "\\e"),
    "concise": concise.render,
    "json": json.render,
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("make", REPORTS, ids=[make.__name__ for make in REPORTS])
def test_a_report_looks_as_it_did(make: Callable[[], Report], form: str, request: pytest.FixtureRequest) -> None:
    path = FIXTURES / f"{make.__name__.replace('_', '-')}.{form}.txt"
    shown = FORMS[form](make())
    if request.config.getoption("--update"):
        path.write_text(shown)

    assert shown == path.read_text()
