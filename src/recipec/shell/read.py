"""From tree-sitter's tree to the syntax of a script.

Lists, pipelines and redirections are read again from the order of the text: the tree hangs a redirection on the whole
list before it, and what follows a here-document's start below the redirection (``cat <<A | b && c``).
"""

import re
from collections.abc import Iterable
from itertools import pairwise

from recipec.regex import regex
from recipec.shell import grammar
from recipec.shell.nodes import clauses, flatten, is_covered, split
from recipec.shell.read_word import WordReader, is_torn
from recipec.shell.reading import Reading
from recipec.shell.statements import ASSIGNMENT, RESERVED, Builder, NotUnderstoodError
from recipec.shell.syntax import (
    Assignment,
    Command,
    Compound,
    Heredoc,
    Redirect,
    Sequence,
    Simple,
    Word,
)
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.shell.parsed import Node, Nodes

_DEPTH = 60
_LOOPS = {
    "for_statement": "for",
    "c_style_for_statement": "cfor",
    "while_statement": "while",
}
# One that no backslash stands before.
_BACKQUOTE = regex(r"(?<!\\)(?:\\\\)*`")
_WORDS = frozenset(
    (
        "word string raw_string ansi_c_string translated_string concatenation number expansion simple_expansion "
        "command_substitution process_substitution arithmetic_expansion brace_expression regex extglob_pattern "
        "test_operator variable_name special_variable_name array"
    ).split()
)


def read(text: str) -> Reading:
    """Read a script from its tree."""
    tree = grammar.tree(_as_read(text).encode())
    reader = _Reader(text)
    body = None
    # The one node, for it keeps those below it: whoever asks the tree for its root again makes them all again.
    root = tree.root_node
    if not root.has_error and "\0" not in text and is_covered(text, root):
        try:
            body = reader.sequence(root.children, 0)
        except NotUnderstoodError:
            body = None
    return Reading(text, body, tree, tuple(sorted(reader.heredocs)))


def _as_read(text: str) -> str:
    """Write a script so that the grammar reads in it what a shell does, with every character in its place."""
    # To a shell these are parts of words. The grammar takes some for blanks, and its scanner asks ctype.h about
    # characters that are in no table of it, which may end the process.
    text = re.sub(r"[^\t\n -~]", "%", text)
    # So is an escaped blank, which the grammar leaves out.
    text = re.sub(r"\\[\\ \t]", lambda pair: pair[0] if pair[0] == "\\\\" else "%%", text)
    # The last line may end in a backslash, and nothing follows.
    text = re.sub(r"(?<=[ \t])\\\n(?=\n*\Z)", "\n\n", text)
    # Behind a variable in a here-document, the grammar does not see that one ends below a line of blanks.
    return re.sub(r"^[ \t]+$", lambda blanks: "\n" * len(blanks[0]), text, flags=re.MULTILINE)


class _Reader(WordReader):
    """Builds the syntax from the bottom up; its depth is bounded."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.heredocs: list[tuple[int, Span]] = []

    def sequence(self, nodes: "Iterable[Node]", depth: int) -> Sequence:
        """Read statements and comments."""
        if depth > _DEPTH:
            raise NotUnderstoodError
        builder = Builder()
        for kind, node in flatten(nodes):
            if node is None:
                builder.command(Simple(Span(-1, -1)))
            elif kind == "comment":
                builder.comments.append(self.span(node))
            elif kind in ("&&", "||"):
                builder.join(kind)
            elif kind in ("|", "|&"):
                builder.pipe(kind)
            elif kind == "!":
                builder.negate(self.span(node))
            elif kind in (";", "\n", "&"):
                builder.end(background=kind == "&")
            elif kind in ("file_redirect", "herestring_redirect"):
                redirect, extra = self.redirect(node, depth)
                builder.redirect(redirect)
                for word in extra:
                    builder.argument(word)
            elif kind == "heredoc_redirect":
                if not builder.expects:
                    end = builder.parts[-1].span.end
                    gap = self.text[end : self.span(node).start]
                    if gap.strip() == "-":
                        at = end + gap.index("-")
                        builder.argument(self.named("-", Span(at, at + 1)))
                builder.redirect(self.heredoc(node, depth))
            elif kind in _WORDS:
                builder.argument(self.word(node, depth))
            elif kind in ("command", "assignments") and self.is_broken(node):
                self.lines(node, builder, depth)
            else:
                builder.command(self.command(kind, node, depth))
        return builder.finish()

    def is_broken(self, node: "Node") -> bool:
        """Tell whether a line ends in it: behind `A=1 B=2` the tree looks for a command on the lines below."""
        children = node.children
        if len(children) < 3 or children[1].type != "variable_assignment":
            return False
        return any(self.ends_line(before, behind) for before, behind in pairwise(children))

    def ends_line(self, before: "Node", behind: "Node") -> bool:
        return "\n" in self.text[before.end_byte : behind.start_byte].replace("\\\n", "")

    def lines(self, node: "Node", builder: Builder, depth: int) -> None:
        """Read a command that is several, a line each."""
        line: list[Node] = []
        for child in node.children:
            if line and self.ends_line(line[-1], child):
                builder.command(self.simple(line, depth))
                builder.end(background=False)
                line = []
            if child.type == "comment":
                builder.comments.append(self.span(child))
            else:
                line.append(child)
        if line:
            builder.command(self.simple(line, depth))

    def command(self, kind: str, node: "Node", depth: int) -> Command:
        """Read one command, without the redirections that follow a compound one."""
        if kind == "command":
            return self.simple(node.children, depth)
        span = self.span(node)
        children = node.children
        if kind == "variable_assignment":
            return Simple(span, (self.assignment(node, depth),))
        if kind == "assignments":
            return Simple(span, tuple(self.assignment(child, depth) for child in children))
        if kind in ("declaration_command", "unset_command"):
            return Simple(span, (), tuple(self.joined([self.word(child, depth) for child in children])))
        if kind == "test_command":
            return Simple(span, (), self.operands(node, depth))
        if kind == "compound_statement":
            if children and children[0].type == "((":
                return Simple(span, (), (self.named("((", span), *self.operands(node, depth)[1:]))
            return Compound(span, "brace", (), (self.sequence(children[1:-1], depth + 1),))
        if kind == "subshell":
            return Compound(span, "subshell", (), (self.sequence(children[1:-1], depth + 1),))
        if kind == "if_statement":
            return self.choice(node, depth)
        if kind in _LOOPS:
            return self.loop(node, depth)
        if kind == "case_statement":
            return self.case(node, depth)
        if kind == "function_definition":
            return self.function(node, depth)
        raise NotUnderstoodError

    def simple(self, nodes: "Nodes", depth: int) -> Simple:
        assignments: list[Assignment] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        for child in nodes:
            kind = child.type
            if kind == "word":
                words.append(self.word(child, depth))
            elif kind == "variable_assignment":
                assignments.append(self.assignment(child, depth))
            elif kind == "command_name":
                words.append(self.word(child, depth))
                # The tree takes `! for i in a` for a command named `for`, without an error.
                if words[-1].raw in RESERVED:
                    raise NotUnderstoodError
            elif kind.endswith("_redirect"):
                redirect, extra = self.redirect(child, depth)
                redirects.append(redirect)
                words += extra
            elif kind == "subshell":
                raise NotUnderstoodError
            else:
                words.append(self.word(child, depth))
        words = self.joined(words)
        if assignments and words and is_torn(assignments[-1].value, words[0]):
            words = self.mended(assignments, words)
        for first, second in pairwise(words):
            # Behind texts of several lines the grammar takes the end of a line for a blank now and then.
            if "\n" in self.text[first.span.end : second.span.start].replace("\\\n", ""):
                raise NotUnderstoodError
        span = Span(self.span(nodes[0]).start, self.span(nodes[-1]).end)
        return Simple(span, tuple(assignments), tuple(words), tuple(redirects))

    def mended(self, assignments: list[Assignment], words: list[Word]) -> list[Word]:
        """Give the last assignment the rest of its value; what follows may be assignments too."""
        last = assignments[-1]
        assert last.value is not None
        joined = self.join(last.value, words[0])
        assignments[-1] = last._replace(span=Span(last.span.start, joined.span.end), value=joined)
        rest = words[1:]
        while rest and (match := ASSIGNMENT.match(rest[0].raw)):
            whole = rest.pop(0)
            inner = Span(whole.span.start + match.end(), whole.span.end)
            value = self.reread(inner, whole) if match.end() < len(whole.raw) else None
            assignments.append(Assignment(whole.span, match[1], value, bool(match[2])))
        return rest

    def assignment(self, node: "Node", depth: int) -> Assignment:
        children = node.children
        if not children or children[0].type not in ("variable_name", "subscript"):
            raise NotUnderstoodError
        at = next((index for index, child in enumerate(children) if child.type in ("=", "+=")), -1)
        if at < 0:
            raise NotUnderstoodError
        name = self.raw(children[0])
        is_plain = children[0].type == "variable_name"
        value = self.word(children[at + 1], depth) if at + 1 < len(children) else None
        appends = children[at].type == "+="
        return Assignment(self.span(node), name if is_plain else name.split("[", 1)[0], value, appends)

    def redirect(self, node: "Node", depth: int) -> tuple[Redirect, tuple[Word, ...]]:
        """Read a redirection, and the words after its target: the tree takes them for more targets."""
        descriptor = operator = ""
        words: list[Word] = []
        for child in node.children:
            if child.type == "file_descriptor":
                descriptor = self.raw(child)
            elif not child.is_named and not operator:
                operator = child.type
            else:
                words.append(self.word(child, depth))
        words = self.joined(words)
        if not words:
            if operator not in ("<&-", ">&-"):
                raise NotUnderstoodError
            return Redirect(self.span(node), operator, descriptor), ()
        span = Span(self.span(node).start, words[0].span.end)
        return Redirect(span, operator, descriptor, words[0]), tuple(words[1:])

    def heredoc(self, node: "Node", depth: int) -> Redirect:
        operator = descriptor = ""
        start = body = end = None
        for child in node.children:
            match child.type:
                case "<<" | "<<-":
                    operator = child.type
                case "file_descriptor":
                    descriptor = self.raw(child)
                case "heredoc_start":
                    start = child
                case "heredoc_body":
                    body = child
                case "heredoc_end":
                    end = child
        if start is None or end is None:
            raise NotUnderstoodError
        opened = self.span(node).start
        word = self.raw(start)
        at = self.text.find("\n", self.span(start).end) + 1
        # The body begins on the line after the start, whatever blanks the tree leaves out of it.
        closed = self.span(end).end
        if not at or at > closed or "\\\n" in self.text[self.span(start).end : at]:
            raise NotUnderstoodError
        # The grammar takes blanks around the delimiter. To a shell such a line is text, and only tabs may stand before.
        line = self.text[self.text.rfind("\n", 0, closed) + 1 :].partition("\n")[0]
        if (line.lstrip("\t") if operator == "<<-" else line) != self.raw(end).strip():
            raise NotUnderstoodError
        is_quoted = any(character in word for character in "'\"\\")
        # Two delimiters that differ in such characters only look the same to the grammar, which also leaves
        # backquotes in the text alone.
        if not word.isascii() or (not is_quoted and _BACKQUOTE.search(self.text, at, closed)):
            raise NotUnderstoodError
        mentioned = self.mentioned(body, depth) if body is not None and not is_quoted else None
        reads, _, bodies = mentioned or ((), (), ())
        span = Span(at, closed)
        if self.heredocs and at < self.heredocs[-1][1].end and opened > self.heredocs[-1][0]:
            raise NotUnderstoodError
        self.heredocs.append((opened, span))
        return Redirect(
            Span(opened, self.span(start).end), operator, descriptor, None, Heredoc(span, is_quoted, reads, bodies)
        )

    def operands(self, node: "Node", depth: int) -> tuple[Word, ...]:
        """Read the words of a test, whatever tree its expression has."""
        words: list[Word] = []
        stack = [node]
        while stack:
            at = stack.pop()
            if at.type == "comment":
                # On a line of its own in `[[ ]]`. Between `((` and `))` are none, whatever the grammar takes for one.
                if node.type != "test_command":
                    raise NotUnderstoodError
            elif at.type in _WORDS or not at.child_count:
                words.append(self.word(at, depth))
            else:
                stack += at.children[::-1]
        return tuple(self.joined(words))

    def choice(self, node: "Node", depth: int) -> Compound:
        tests: list[Sequence] = []
        bodies: list[Sequence] = []
        for part in clauses(node):
            condition, body = split(part, "then")
            if condition is not None:
                tests.append(self.sequence(condition, depth + 1))
            bodies.append(self.sequence(body, depth + 1))
        return Compound(self.span(node), "if", tuple(tests), tuple(bodies))

    def loop(self, node: "Node", depth: int) -> Compound:
        children = node.children
        group = children[-1]
        kind = _LOOPS[node.type]
        if group.type not in ("do_group", "compound_statement"):
            raise NotUnderstoodError
        body = self.sequence(group.children[1:-1], depth + 1)
        if kind == "while":
            return Compound(
                self.span(node),
                children[0].type,
                (self.sequence(children[1:-1], depth + 1),),
                (body,),
            )
        if kind == "cfor":
            named = [child for child in children[1:-1] if child.is_named and child.type != "comment"]
            words = tuple(word for child in named for word in self.operands(child, depth))
            return Compound(self.span(node), kind, (), (body,), words)
        words = tuple(self.joined([self.word(child, depth) for child in children[2:-1] if child.type in _WORDS]))
        return Compound(self.span(node), children[0].type, (), (body,), words, self.raw(children[1]))

    def case(self, node: "Node", depth: int) -> Compound:
        words: list[Word] = []
        bodies: list[Sequence] = []
        for child in node.children:
            if child.type == "case_item":
                parts = child.children
                closing = next(index for index, part in enumerate(parts) if part.type == ")")
                words += [self.word(part, depth) for part in parts[:closing] if part.is_named]
                inner = parts[closing + 1 :]
                if inner and inner[-1].type in (";;", ";&", ";;&"):
                    if inner[-1].type != ";;":
                        raise NotUnderstoodError
                    inner = inner[:-1]
                bodies.append(self.sequence(inner, depth + 1))
            elif child.type in _WORDS:
                words.append(self.word(child, depth))
        return Compound(self.span(node), "case", (), tuple(bodies), tuple(words))

    def function(self, node: "Node", depth: int) -> Compound:
        named = [child for child in node.children if child.is_named]
        if len(named) < 2:
            raise NotUnderstoodError
        body = self.sequence([child for child in named[1:] if child.type != "comment"], depth + 1)
        return Compound(self.span(node), "function", (), (body,), (), self.raw(named[0]))
