"""What is long, and made to be hard, takes a time that grows with its length, and no faster.

What the engine of patterns does cannot be counted: there the processor's time is bounded, ten times above its usual.
"""

import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from time import process_time

import pytest

from recipec import RecipeError, Source, convert, explain, format_definition, lint
from recipec.diagnostics.render.human import Style, render
from recipec.diagnostics.render.report import Report
from recipec.format import Format
from recipec.source import Span
from tests.support.work import calls

SHAPES = {
    "blank lines above a header": (
        "Singularity",
        "\n" * 3_000_000 + "Bootstrap: docker\nFrom: alpine\n",
    ),
    "links in one script": (
        "Dockerfile",
        "FROM alpine\nRUN true" + "".join(f" ; \\\n ln -s /a{number} /b{number}" for number in range(5_000)) + "\n",
    ),
    "stages one on the other": (
        "Dockerfile",
        "FROM alpine AS s0\n"
        + "".join(f"FROM s{number} AS s{number + 1}\nENV A{number}={number}\n" for number in range(5_000)),
    ),
}


CHECKED = {
    "a variable that is put in front of itself": (
        "Dockerfile",
        "FROM alpine\n" + "".join(f"ENV PATH=/opt/{number}/bin:$PATH\n" for number in range(1_500)),
    ),
    "a variable of the environment that grows": (
        "x.def",
        "Bootstrap: docker\nFrom: alpine\n\n%environment\n" + "    export PATH=$PATH:/x\n" * 2_500,
    ),
    "stages one on the other": (
        "Dockerfile",
        "FROM alpine AS s0\n" + "".join(f"FROM s{number} AS s{number + 1}\n" for number in range(4_000)),
    ),
    "copies behind commands": (
        "Dockerfile",
        "FROM alpine\n" + "".join(f"COPY a{number} /a{number}\nRUN chmod +x /a{number}\n" for number in range(3_000)),
    ),
    "here-documents in one line": (
        "Dockerfile",
        "FROM alpine\nRUN cat" + " <<E" * 8_000 + "\n" + "E\n" * 8_000,
    ),
    "lines that are no sections": (
        "x.def",
        "Bootstrap: docker\nFrom: alpine\n" + "%fuzzy\n" * 30_000,
    ),
    "lines that are no header": (
        "x.def",
        "Bootstrap: docker\nFrom: alpine\n" + "a: b\n" * 10_000,
    ),
    "here-documents that do not end": (
        "x.def",
        "Bootstrap: docker\nFrom: alpine\n%post\n" + "cat <<E\n" * 7_000 + "%fuzzy\n",
    ),
}
# Each line doubles what the one above has made, or holds it in a default; nobody could write the last one out.
ENDLESS = {
    "values": "ENV A=aa\n" + "ENV A=$A$A\n" * 60,
    "values that nobody knows": "ENV A=$A$A\n" * 60,
    "defaults within each other": "ENV A=${A:-$A}${B:-$A}\n" * 60,
    "arguments": "ARG A\n" + "ARG A=$A$A\n" * 60,
    "matches": "ENV A=xx\n" + "ENV A=${A//x/xx}\n" * 60,
    "names": "ENV N=A A=aa\n" + "ENV $N=$A$A\n" * 60,
    "directories": "WORKDIR a\n" * 6_000,
}
# Long runs of what a pattern begins with.
RUNS = {
    "commas in a brace": "echo {" + "," * 100_000,
    "brackets of an arithmetic that does not end": "echo $((" + "((a)" * 60,
    "letters that no address follows": "curl -H x:" + "a" * 100_000,
    "many lines of which two speak": "apt-get install -y x\n    " * 2_500,
}
EXPLAINED: dict[str, Callable[[int], str]] = {
    "stages that each copy from the last": lambda length: (
        "FROM alpine AS s0\n"
        + "".join(f"FROM alpine AS s{number + 1}\nCOPY --from=s{number} /a /b\n" for number in range(length))
    ),
    "copies from stages by their numbers": lambda length: (
        "FROM alpine\n" * (length + 1) + "".join(f"COPY --from={number} /a /b{number}\n" for number in range(length))
    ),
    "copies of which each is told something": lambda length: (
        "FROM base\n" + "".join(f"COPY a{number} b{number}\n" for number in range(length))
    ),
}
FORMATTED: dict[str, Callable[[int], str]] = {
    "sections of five names": lambda length: "%post\n%environment\n%labels\n%files\n%runscript\n" * length,
    "apps": lambda length: "".join(
        f"%appinstall a{number}\n  true\n%appfiles a{number}\n  a\n" for number in range(length)
    ),
}


@pytest.mark.parametrize("shape", CHECKED)
def test_checking_takes_a_time_that_grows_in_a_line(shape: str) -> None:
    name, text = CHECKED[shape]
    begin = process_time()
    lint(Source(text, name))

    assert process_time() - begin < 3


@pytest.mark.parametrize("shape", ENDLESS)
def test_what_no_builder_can_hold_is_refused_before_it_is_put_together(shape: str) -> None:
    begin = process_time()
    with pytest.raises(RecipeError, match="longer than 16 MiB"):
        convert("FROM alpine\n" + ENDLESS[shape])

    assert process_time() - begin < 3


def test_arguments_may_hold_each_other_as_deep_as_anybody_likes() -> None:
    text = "FROM alpine\nARG A0=a\n" + "".join(f"ARG A{number + 1}=$A{number}\n" for number in range(2_000))

    assert "A2000=a\n" in convert(f"{text}WORKDIR /$A2000\n").text


@pytest.mark.parametrize("run", RUNS)
def test_no_pattern_of_a_rule_takes_long(run: str) -> None:
    begin = process_time()
    lint(
        f"Bootstrap: docker\nFrom: debian:12\n\n%files\n    {RUNS[run]}\n\n%post\n    {RUNS[run]}\n",
        format=Format.DEFINITION,
    )

    assert process_time() - begin < 5


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_in_a_line(shape: str) -> None:
    name, text = SHAPES[shape]
    begin = process_time()
    with suppress(RecipeError):  # an answer too
        convert(Source(text, name))

    assert process_time() - begin < 15


@pytest.mark.parametrize("shape", EXPLAINED)
def test_an_explanation_takes_a_time_that_grows_with_the_steps(shape: str) -> None:
    made = EXPLAINED[shape]
    few, many = made(100), made(400)
    explain(few)  # what is imported is no work of a recipe

    assert calls(lambda: explain(many)) < 5 * calls(lambda: explain(few))


@pytest.mark.parametrize("shape", FORMATTED)
def test_formatting_takes_a_time_that_grows_with_the_sections(shape: str) -> None:
    made = FORMATTED[shape]
    few, many = (f"Bootstrap: docker\nFrom: alpine\n\n{made(length)}" for length in (100, 400))
    assert format_definition(many) != many  # what is made or imported once is no work of a recipe

    assert calls(lambda: format_definition(many)) < 5 * calls(lambda: format_definition(few))


def test_a_long_line_is_shown_as_far_as_it_can_be_seen() -> None:
    source = Source("RUN " + "a" * 12_000_000)
    report = Report(source, (), RecipeError("too long", span=Span(0, 3)))
    tracemalloc.start()
    shown = render(report, Style(width=40))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 1_000_000, "the line is copied"
    assert f"1 | RUN {'a' * 29}…" in shown
