"""The scanner of quotes holds for every text."""

from hypothesis import given
from hypothesis import strategies as st

from recipec.dockerfile.lower.quoting import contexts

_PIECES = (
    "'",
    '"',
    "\\",
    "#",
    "(",
    ")",
    "((",
    "))",
    "$(",
    "<<E",
    "<<-'E'",
    "<<<",
    "\n",
    "E\n",
    " ",
    ";",
    "&&",
    "a",
    "$a",
)


@given(st.lists(st.sampled_from(_PIECES)).map("".join) | st.text())
def test_every_character_has_its_letter(script: str) -> None:
    assert len(contexts(script)) == len(script)
