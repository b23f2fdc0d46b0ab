"""Where a script's text is plain code, and how deep its blocks are: what laying out needs to know."""

from bisect import bisect_left, bisect_right

from recipec.shell.plain import OPERATOR, tokens
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.shell.parsed import Node
    from recipec.shell.reading import Reading

# What is within one of these stays as it is written.
_OPAQUE = frozenset(
    (
        "word string raw_string ansi_c_string translated_string concatenation number expansion simple_expansion "
        "arithmetic_expansion brace_expression regex extglob_pattern heredoc_start heredoc_end comment "
        "variable_assignment variable_name special_variable_name c_style_for_statement process_substitution "
        "file_descriptor test_operator"
    ).split()
)
# What a string in double quotes may have in it where a backslash at the end of a line stays.
_FIXED = frozenset("raw_string ansi_c_string comment heredoc_body".split())
_BLOCKS = frozenset("if_statement do_group compound_statement subshell case_statement case_item".split())
_CLOSERS = frozenset("then else elif fi done } ) esac else_clause elif_clause".split())
_MAY_END_A_LINE = frozenset("&& || | |& ; ;; & then do else { (".split())
_OF_A_CASE = frozenset((("in", "case_statement"), (")", "case_item")))


class Layout:
    """The places of a script's code. Only for a script that is understood."""

    def __init__(self) -> None:
        self._opaque: list[tuple[int, int]] = []
        self._starts: list[int] = []
        self._quoted: set[int] = set()
        self._fixed: list[tuple[int, int]] = []  # ranges in strings
        self._ends: dict[int, str] = {}
        self._closers: set[int] = set()
        self._block_starts: list[int] = []
        self._block_ends: list[int] = []
        self.blocks: tuple[tuple[int, int], ...] = ()  # by their starts

    @classmethod
    def of(cls, reading: "Reading") -> "Layout":
        """Look at the whole script once."""
        self = cls()
        if reading.tree is None:
            self._look_at_tokens(reading.text)
        else:
            self._look_at_nodes(reading.text, reading.tree.root_node)
        # A here-document begins with its line: one before its first character, so that the line itself is inside.
        self._opaque += [(span.start - 1, span.end) for _, span in reading.heredocs]
        self._opaque.sort()
        self._starts = [start for start, _ in self._opaque]
        self._fixed.sort()
        self.blocks = tuple(sorted(zip(self._block_starts, self._block_ends, strict=True)))
        self._block_starts.sort()
        self._block_ends.sort()
        return self

    def _look_at_tokens(self, text: str) -> None:
        """Look at a plain script, which has no blocks."""
        for token in tokens(text):
            if token.lastindex is None:
                continue
            start, end = token.span()
            self._opaque.append((start, end))
            if token.lastindex == OPERATOR and token[0] != "\n":
                self._ends[end] = token[0]
            elif text[start] == '"' and text.find('"', start + 1) == end - 1:
                self._quoted.add(start)

    def _look_at_nodes(self, text: str, root: "Node") -> None:
        # Each node with the type of its parent: a node would have to look for its parent from the root on.
        stack = [(root, "")]
        while stack:
            node, around = stack.pop()
            kind = node.type
            start, end = node.start_byte, node.end_byte
            if kind == "heredoc_body":
                continue
            children = node.children
            if kind in _OPAQUE and not (kind == "variable_assignment" and _is_substituted(children[-1])):
                self._opaque.append((start, end))
                if kind == "string":
                    self._quoted.add(start)
                    self._look_into_string(text, node)
                continue
            if _is_in_backquotes(kind, text, start) or (kind == "compound_statement" and children[0].type == "(("):
                self._opaque.append((start, end))
                continue
            if kind in _BLOCKS:
                self._block_starts.append(start)
                self._block_ends.append(end)
            if kind in _CLOSERS and around != "case_item":
                self._closers.add(start)
            if not children and not node.is_named:
                self._opaque.append((start, end))
                if (kind in _MAY_END_A_LINE and (kind != "(" or around == "subshell")) or (kind, around) in _OF_A_CASE:
                    self._ends[end] = kind
            stack += [(child, kind) for child in children[::-1]]

    def _look_into_string(self, text: str, string: "Node") -> None:
        stack = list(string.children)
        while stack:
            node = stack.pop()
            if node.type in _FIXED or _is_in_backquotes(node.type, text, node.start_byte):
                self._fixed.append((node.start_byte, node.end_byte))
            else:
                stack += node.children

    def inside(self, start: int, end: int) -> "tuple[int, int] | None":
        """Give the opaque range that a place, or a range of blanks, is within; None in plain code."""
        index = bisect_left(self._starts, max(start, end)) - 1
        # Opaque ranges do not overlap, but for here-documents, which code never overlaps.
        for near in (index, index - 1):
            if near >= 0 and self._opaque[near][1] > start and self._opaque[near][0] < max(end, start):
                return self._opaque[near]
        return None

    def goes_on(self, start: int, offset: int) -> bool:
        """Tell whether a backslash and a line end, put into the opaque range that starts there, mean nothing here."""
        if start not in self._quoted:
            return False
        index = bisect_left(self._fixed, (offset,)) - 1
        return index < 0 or self._fixed[index][1] <= offset

    def line_end(self, offset: int) -> str | None:
        """Give the token that ends here and may end a line; None when a newline would mean something else here."""
        return self._ends.get(offset)

    def depth(self, offset: int) -> int:
        """Say in how many blocks a line that starts here is; a closing keyword is outside of its block."""
        depth = bisect_left(self._block_starts, offset) - bisect_right(self._block_ends, offset)
        return depth - self.is_closer(offset)

    def is_closer(self, offset: int) -> bool:
        """Tell whether a keyword starts here that ends a block, or a part of one."""
        return offset in self._closers


def _is_substituted(value: "Node") -> bool:
    """Tell whether a value has code in it, which is laid out as it is anywhere else."""
    parts = value.children if value.type == "string" else (value,)
    return any(part.type == "command_substitution" for part in parts)


def _is_in_backquotes(kind: str, text: str, start: int) -> bool:
    return kind == "command_substitution" and text[start:].lstrip()[:1] == "`"
