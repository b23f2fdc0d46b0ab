"""The quick reader of command lines and click agree wherever the quick one answers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recipec.cli import command, commands, quick
from recipec.cli.options import OPERANDS, Command

COMMANDS = commands.every()

_names = st.sampled_from([name for command in COMMANDS for option in command.options for name in option.names])
_values = st.sampled_from(["", "-", "x", "a=b", "dockerfile", "root", "caller", "json", "-x", "--force", "--", "A=--b"])
_words = st.one_of(
    _names,
    _values,
    st.builds("{}={}".format, _names, _values),
    st.builds("{}{}".format, st.just("-o"), st.sampled_from(["x", "=x"])),
)


@pytest.mark.parametrize("known", COMMANDS, ids=lambda command: command.name)
@settings(deadline=None)  # click makes its commands anew each time
@given(arguments=st.lists(_words, max_size=6))
def test_what_the_quick_reader_takes_click_takes_the_same_way(known: Command, arguments: list[str]) -> None:
    quickly = quick.read(arguments, known)

    if quickly is not None:
        assert command.read([known.name, *arguments]) == (known, quickly)


@pytest.mark.parametrize("known", COMMANDS, ids=lambda command: command.name)
def test_every_option_is_read_quickly(known: Command) -> None:
    for option in known.options:
        value = [] if option.is_flag else [option.choices[0] if option.choices else "x"]
        for name in option.names:
            operands = ["input"] * max(known.least, 1 if known.most is None else known.most)
            read = quick.read([*operands, name, *value], known)
            expected = {OPERANDS: tuple(operands)} if operands else {}
            assert read == {**expected, option.key: tuple(value) or ("",)}


def test_mistakes_and_help_are_left_to_click() -> None:
    convert = commands.find("convert")
    assert convert is not None
    for line in ("", "--help", "x y", "x --strict=1", "x -o", "x --from y", "x --fro y", "x --context -y"):
        assert quick.read(line.split(), convert) is None
