"""The grammar of definition files at work: the one module that imports lark.

The parse table is built ahead of time (``python -m recipec.grammar``) and loaded as plain data, which takes a tenth of
the time that building it takes, and needs no pickle.
"""

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lark import Lark, Token

_OPTIONS = {"parser": "lalr", "lexer": "contextual", "maybe_placeholders": False}


class Piece(NamedTuple):
    """A line of the header, or a section line, or a whole body: its terminal in the grammar, and its text."""

    kind: str
    text: str
    start: int


class Cut(NamedTuple):
    """A stage as the grammar cuts it. Sections are a section line and its body, None when no line follows."""

    header: tuple[Piece, ...]
    sections: tuple[tuple[Piece, Piece | None], ...]


@cache
def _parser() -> "Lark":
    from lark import Lark

    from recipec.grammar.definition_table import DATA, MEMO

    parser: Lark = Lark.load({"data": DATA, "memo": MEMO})
    return parser


def cut(text: str) -> list[Cut]:
    """Cut a text into stages and these into lines. The first is what stands above the first ``Bootstrap:``."""
    from lark import Token

    stages: list[Cut] = []
    for stage in _parser().parse(text).children:
        if isinstance(stage, Token):
            continue
        header: list[Piece] = []
        sections: list[tuple[Piece, Piece | None]] = []
        for child in stage.children:
            if isinstance(child, Token):
                header.append(_piece(child))
            else:
                pieces = [_piece(token) for token in child.children if isinstance(token, Token)]
                sections.append((pieces[0], pieces[1] if len(pieces) > 1 else None))
        stages.append(Cut(tuple(header), tuple(sections)))
    return stages


def _piece(token: "Token") -> Piece:
    return Piece(token.type, str(token), token.start_pos or 0)


def _grammar() -> str:
    from importlib import resources

    return resources.files("recipec.grammar").joinpath("definition.lark").read_text(encoding="utf-8")


def digest() -> str:
    """Name the state of the grammar. Tables are not compared: lark numbers the same states anew in every run."""
    from hashlib import sha256

    return sha256(_grammar().encode()).hexdigest()


def build_table() -> str:
    """Write the module that holds the parse table of the grammar."""
    from pprint import pformat

    from lark import Lark
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = Lark(_grammar(), **_OPTIONS).memo_serialize([TerminalDef, Rule])
    # Releases of lark refuse options of later ones: only those that differ from the defaults are kept.
    data["options"] = {**_OPTIONS, "start": ["start"]}
    table = f"DIGEST = {digest()!r}\n"
    table += f"DATA: dict[str, object] = {pformat(data, width=118, compact=True)}\n"
    table += f"MEMO: dict[int, object] = {pformat(memo, width=118, compact=True)}\n"
    assert '"' not in table  # so that the quotes can be those of this project
    head = '"""The parse table of definition.lark, written by ``python -m recipec.grammar``."""\n\n# fmt: off\n'
    return head + table.replace("'", '"')
