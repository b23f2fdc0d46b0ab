"""What holds for every text: it is converted or refused, and nothing in it vanishes."""

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

import recipec

_blanks = st.sampled_from(["", " ", "  ", "\t"])
_PARTS = """
/a b/ $A ${B:-c} --from=0 --chown=1:2 --mount=type=cache <<EOF EOF ["a","b"] a=b A=$B && cd {{A}} "a 'b
""".split()
_KEYWORDS = """
FROM RUN COPY ADD ENV ARG LABEL WORKDIR USER CMD ENTRYPOINT SHELL EXPOSE VOLUME STOPSIGNAL HEALTHCHECK ONBUILD
MAINTAINER from run # nonsense
""".split()
_SECTIONS = """
%post %files %environment %runscript %startscript %test %labels %help %setup %pre %arguments %appinstall %apprun
%appenv Bootstrap: From: Stage: Include: # nonsense
""".split()
_words = st.one_of(st.text("ab$/{}:=\"'\\<>-#%&|;()[]*?. \t", max_size=12), st.sampled_from(_PARTS))
_lines = st.lists(_words, max_size=5).map(" ".join)
_instructions = st.sampled_from(_KEYWORDS)
_sections = st.sampled_from(_SECTIONS)
_ends = st.sampled_from(["\n", "\n", "\n", "\r\n", " \\\n", "\n\n"])


def _recipes(keywords: st.SearchStrategy[str], head: str) -> st.SearchStrategy[str]:
    line = st.builds("{}{} {}{}".format, _blanks, keywords, _lines, _ends)
    return st.lists(line, max_size=12).map(lambda lines: head + "".join(lines))


_dockerfiles = _recipes(_instructions, "FROM alpine\n")
_definitions = _recipes(_sections, "Bootstrap: docker\nFrom: alpine\n")
anything = st.one_of(_dockerfiles, _definitions, st.text(max_size=80))


def _is_inside(span: tuple[int, int] | None, text: str) -> bool:
    return span is None or 0 <= span[0] <= span[1] <= len(text)


def _convert(text: str, written_in: recipec.Format | None = None) -> recipec.Conversion | None:
    try:
        return recipec.convert(text, format=written_in)
    except recipec.RecipeError as error:
        place = error.span
    assert _is_inside(place, text)
    return None


@given(anything, st.sampled_from(recipec.Format))
@settings(deadline=None)
def test_any_text_is_converted_or_refused(text: str, written_in: recipec.Format) -> None:
    conversion = _convert(text, written_in)

    for finding in conversion.findings if conversion else ():
        assert _is_inside(finding.span, text)


@given(st.one_of(_dockerfiles, _definitions))
@settings(deadline=None)
def test_nothing_vanishes(text: str) -> None:
    conversion = _convert(text)

    assert conversion is None or [finding for finding in conversion.findings if finding.code == "RC000"] == []


_names = st.text("AB_", min_size=1, max_size=2)
_values = st.text("ab/:$`'\"\\{} \n", max_size=8)
_commands = st.one_of(st.none(), st.lists(_values, min_size=1, max_size=2).map(tuple))
_bases = st.builds(
    recipec.Configuration,
    environment=st.dictionaries(st.one_of(_names, st.sampled_from(["PATH", "HOME"])), _values, max_size=3),
    entrypoint=_commands,
    command=_commands,
    workdir=st.one_of(st.just(""), _values.map("/{}".format)),
    user=st.sampled_from(["", "root", "app", "1000:1000", "a'b"]),
    on_build=st.lists(st.sampled_from(["COPY a b", "RUN make", "ENV A=$B", "WORKDIR c", "CMD x"]), max_size=2).map(
        tuple
    ),
)


@given(st.one_of(_dockerfiles, _definitions), _bases)
@settings(deadline=None)
def test_nothing_vanishes_on_a_base_that_is_known(text: str, base: recipec.Configuration) -> None:
    with contextlib.suppress(recipec.RecipeError):
        conversion = recipec.convert(text, bases={"alpine": base})
        assert [finding for finding in conversion.findings if finding.code == "RC000"] == []
        if not conversion.errors:
            recipec.parse(conversion.text)
    with contextlib.suppress(recipec.RecipeError):
        recipec.lint(text, bases={"alpine": base})


@given(st.one_of(_dockerfiles, _definitions))
@settings(deadline=None)
def test_the_output_is_a_recipe_of_the_other_format(text: str) -> None:
    conversion = _convert(text)

    if conversion is not None and not conversion.errors:
        recipec.parse(conversion.text)


@given(st.one_of(_dockerfiles, _definitions))
@settings(deadline=None)
def test_the_same_recipe_gives_the_same_output(text: str) -> None:
    with contextlib.suppress(recipec.RecipeError):
        assert recipec.convert(text) == recipec.convert(text)
