"""Shell texts: any text may be given, quoting is read back, and laying out changes no meaning."""

import random
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple
from unittest.mock import patch

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from recipec.shell.effects import effects
from recipec.shell.quoting import quote, quote_argument
from recipec.shell.render import indent, laid_out, line_starts_in_code
from recipec.shell.script import Script, parse
from recipec.shell.split import pieces
from recipec.shell.state import left_behind
from tests.properties.test_shell_pieces import SHELLS, Writer, run
from tests.support.work import calls

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)
SHELL_LIKE = st.lists(
    st.sampled_from([*"ab ;&|<>(){}[]$\"'`\\\n#=!~*?/0-é", "if ", "fi", "<<E", "\nE\n", "do "]), max_size=60
).map("".join)
PLAIN_WORDS = st.sampled_from(
    """foo a/b g++ -x --y=z x* *.so ? $A ${B} $A/b:$B 'q' "" '' "x y" "$A b" A=b B="$C" C='x y' D+=$A:/x x= 1 12 == =a
    --help -x -1 - _=1 export export export $@ "$@" $* "$*" $# "$?" $1 "x$1" $12 $1y ${@} "${1}x" a$1$A A="$@" -n
    a@b é % ^ , . : [ true if fi export unset for do in time { } ! ~/x a\\ b 2>&1 >&2 >f >>f <f 2>/dev/null 3>f
    'a\nb' "a\n b" | || && ; & # \\\n \n \n#c\n""".split(" ")
)
PLAIN_LIKE = st.lists(st.tuples(PLAIN_WORDS, st.sampled_from(["", " ", " ", " ", " ", "\n", " && "])), max_size=16).map(
    lambda parts: "".join(word + end for word, end in parts)
)


class Break(NamedTuple):
    at: int
    comments: tuple[str, ...] = ()


@given(st.lists(WORDS | st.text(st.sampled_from("a'\"$`\\ \n!~=*-"), max_size=12), min_size=1, max_size=20))
@settings(max_examples=150, deadline=None)
def test_a_quoted_word_is_read_back(words: list[str]) -> None:
    for shell in SHELLS:
        script = "printf '%s\\0' " + " ".join(quote_argument(word) for word in words)
        script += " && printf '%s\\0' " + " ".join(quote(word) for word in words)
        done = subprocess.run([*shell, "-c", script], capture_output=True, check=True)

        assert done.stdout.decode().split("\0")[:-1] == words * 2


@given(WORDS)
@settings(max_examples=60, deadline=None)
def test_a_quoted_word_names_a_command(word: str) -> None:
    script = f" {quote(word)} 2>/dev/null; echo $?"  # the blank: `-c -x` would be an option

    assert (
        run(SHELLS[0], "-c", script)[0] in ("127\n", "126\n")
        or word.isalnum()
        or "/" in word
        or word in (":", ".", "[")
    )


@given(st.text(max_size=60) | SHELL_LIKE)
@settings(max_examples=600, deadline=None)
def test_any_text_may_be_given(text: str) -> None:
    script = parse(text)
    breaks = tuple(Break(at, (" why",)) for at in range(0, len(text) + 1, 3))
    pieces(script)
    pieces(script, breaks)
    left_behind(script)
    effects(script, "/")

    assert " why" in laid_out(script, breaks)
    assert laid_out(script, ()) == text
    assert len(line_starts_in_code(text)) == text.count("\n") + 1
    assert indent(text, "").split("\n") == text.split("\n")


def read_by_the_grammar(text: str) -> Script:
    with patch("recipec.shell.plain.read", return_value=None):
        return Script(text)


@given(PLAIN_LIKE)
@example('A="x y"')
@settings(max_examples=3000, deadline=None)
def test_plain_scripts_are_what_the_grammar_makes_of_them(text: str) -> None:
    # The grammar takes a comment below `a | b | c` for a word of that line.
    assume(not re.search(r"\|[^\n]*\n\s*#", text))
    read, known = Script(text), read_by_the_grammar(text)

    assert (read.body, read.is_understood) == (known.body, known.is_understood)

    breaks = tuple(Break(at, (" why",)) for at in range(0, len(text) + 1, 3))
    assert pieces(read, breaks) == pieces(known, breaks)
    assert laid_out(read, breaks) == laid_out(known, breaks)


def broken(script: str, chance: random.Random) -> tuple[str, tuple[Break, ...]]:
    """Join a script as a Dockerfile would have written it on several lines."""
    text, breaks = "", []
    for character in script:
        if character == " " and chance.random() < 0.3:
            text += " " * chance.randrange(2)
            breaks.append(Break(len(text), (" why",) if chance.random() < 0.2 else ()))
            text += " " * chance.randrange(1, 5)
        else:
            text += character
    return text, tuple(breaks)


def test_laying_out_changes_no_meaning() -> None:
    for seed in range(150):
        text, breaks = broken(Writer(seed).script(), random.Random(seed))
        script = parse(text)
        wanted = run(SHELLS[0], "-c", text)

        assert run(SHELLS[0], "-c", laid_out(script, breaks)) == wanted
        assert laid_out(script, breaks).count("# why") == sum(len(one.comments) for one in breaks)
        plain, lines = pieces(script), pieces(script, breaks)
        assert (plain is None) == (lines is None)
        if plain is not None and lines is not None:
            assert run(SHELLS[0], "-ec", "\n".join(lines)) == run(SHELLS[0], "-ec", "\n".join(plain))
            if len(plain) == len(lines):
                assert "".join(lines).count("# why") == sum(len(one.comments) for one in breaks)


@pytest.mark.parametrize(
    ("made", "length"),
    [
        (lambda length: " && ".join(["echo a"] * length), 2_000),
        (lambda length: "; ".join(["true"] * length), 2_000),
        (lambda length: "echo " + "x " * length, 20_000),
        (lambda length: "(" * length + "a" + ")" * length, 500),
        (lambda length: "$(" * length + "a" + ")" * length, 500),
        (lambda length: "{ " * length + "a" + "; }" * length, 300),
        (lambda length: "a | " * length + "b", 2_000),
    ],
)
def test_long_and_deep_scripts_take_linear_time(made: Callable[[int], str], length: int) -> None:
    def ask(text: str) -> None:
        script = parse(text)
        pieces(script)
        left_behind(script)
        effects(script, "/")
        laid_out(script, (Break(3),))

    ask("true; (true)")  # what is imported is no work of a script
    short, long = made(length // 4), made(length)

    assert calls(lambda: ask(long)) < 5 * calls(lambda: ask(short))


def test_threads_parse_at_the_same_time() -> None:
    texts = [Writer(seed).script() for seed in range(60)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: pieces(parse(text)), texts * 3))

    assert found == [pieces(parse(text)) for text in texts] * 3
