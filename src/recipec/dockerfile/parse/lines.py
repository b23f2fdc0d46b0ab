"""Physical lines to logical ones: comments, continuations, directives."""

from recipec.dockerfile.parse.lexer import SPACES
from recipec.dockerfile.tree import Directive, Line
from recipec.errors import RecipeError
from recipec.record import Record
from recipec.source import Source, Span

# bufio.MaxScanTokenSize less one: BuildKit reads no line that is longer.
_LONGEST = 65_535
_DIRECTIVES = ("syntax", "escape", "check")


class Logical(Record):
    """An instruction's text with its continuations joined. ``first`` and ``after`` are indices of physical lines."""

    text: str
    first: int
    after: int
    lines: tuple[Line, ...]
    comments: tuple[str, ...]
    indices: tuple[int, ...]  # of the physical lines that are part of the text


class Cursor:
    """Goes through a source once. Whoever finds here-documents takes their bodies out with ``body``."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = source.text
        self.lines = source.text.split("\n")
        if not self.lines[-1]:
            self.lines.pop()
        self.starts = source.line_starts
        self.at = 0
        self.escape = "\\"
        self.directives: list[Directive] = []
        self._head = True
        self._bom = len(self.text) > 0 and self.text[0] == "\ufeff"
        _check_lengths(self)

    def span(self, first: int, after: int) -> Span:
        """Give the place of whole lines, without the end of the last one."""
        end = self.end(after)
        start = min(self.starts[first], end)
        return Span(start, start + len(self.text[start:end].rstrip("\r\n")))

    def end(self, after: int) -> int:
        """Give the offset at which a line starts, or the end of the text when there is none."""
        return self.starts[after] if after < len(self.starts) else len(self.text)

    def next(self) -> Logical | None:
        """Read up to the end of the next instruction's logical line; None at the end of the file."""
        comments: list[str] = []
        lines, total = self.lines, len(self.lines)
        while self.at < total:
            index = self.at
            line = lines[index]
            if not line:
                self._head = False
                self.at += 1
                continue
            start = self.starts[index]
            if index == 0 and self._bom:
                line = line[1:]
                start += 1
            stripped = line.lstrip(SPACES)
            self.at += 1
            if stripped[:1] == "#":
                if not (self._head and self._directive(stripped, index)):
                    self._head = False
                    comments.append(stripped[1:].rstrip("\r"))
                continue
            self._head = False
            piece, goes_on = self._continues(stripped.rstrip("\r"))
            if not goes_on and not piece:
                continue
            above, begin = tuple(comments), start + len(line) - len(stripped)
            if not goes_on:
                return Logical(piece, index, self.at, (Line(0, begin),), above, (index,))
            return self._join(index, piece, begin, above)
        return None

    def body(self, name: str, *, chomp: bool) -> Span | None:
        """Take the lines up to the one that ends a here-document; None when none does."""
        first = self.at
        lines = self.lines
        for index in range(first, len(lines)):
            line = lines[index].rstrip("\r")
            if (line.lstrip("\t") if chomp else line) == name:
                self.at = index + 1
                return Span(self.starts[first], self.starts[index])
        return None

    def _join(self, first: int, piece: str, start: int, above: tuple[str, ...]) -> Logical:
        pieces = [piece]
        joined = [Line(0, start)]
        length = len(piece)
        inside: list[str] = []
        indices = [first]
        lines, total, at = self.lines, len(self.lines), self.at
        goes_on = True
        while goes_on and at < total:
            index = at
            line = lines[index]
            at += 1
            stripped = line.lstrip(SPACES)
            if stripped[:1] == "#":
                inside.append(stripped[1:].rstrip("\r"))
                continue
            if not stripped:
                continue
            piece, goes_on = self._continues(line.rstrip("\r"))
            joined.append(Line(length, self.starts[index], tuple(inside)))
            pieces.append(piece)
            indices.append(index)
            length += len(piece)
            inside.clear()
        self.at = at
        if inside:
            joined.append(Line(length, self.end(at), tuple(inside)))
        return Logical("".join(pieces), first, self.at, tuple(joined), above, tuple(indices))

    def _continues(self, line: str) -> tuple[str, bool]:
        # An escape before the last one makes it text, `foo \\\` too: the builder's pattern looks one back only.
        if self.escape not in line:
            return line, False
        bare = line.rstrip(" \t")
        if not bare.endswith(self.escape) or bare.endswith(self.escape * 2):
            return line, False
        return bare[:-1], True

    def _directive(self, stripped: str, index: int) -> bool:
        name, equals, value = stripped[1:].partition("=")
        name = name.lstrip(SPACES).rstrip("\t\n\f\r ")
        value = value.strip("\t\n\f\r ")
        if not equals or not value or name.lower() not in _DIRECTIVES:
            return False
        name = name.lower()
        span = self.span(index, index + 1)
        if any(directive.name == name for directive in self.directives):
            raise RecipeError(f"only one {name} parser directive can be used", span=span)
        if name == "escape":
            if value not in ("\\", "`"):
                raise RecipeError(f"invalid escape token '{value}' does not match ` or \\", span=span)
            self.escape = value
        self.directives.append(Directive(name, value, span))
        return True


def _check_lengths(cursor: Cursor) -> None:
    if max(map(len, cursor.lines), default=0) * 4 <= _LONGEST:
        return
    for index, line in enumerate(cursor.lines):
        if len(line) * 4 > _LONGEST and len(line.encode("utf-8", "surrogatepass")) > _LONGEST:
            start = cursor.starts[index]
            raise RecipeError(
                f"dockerfile line greater than max allowed size of {_LONGEST}", span=Span(start, start + 1)
            )
