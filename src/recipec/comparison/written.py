"""Commands of a script, written in one way: blanks, quotes and comments do not tell two of them apart."""

import re

from recipec.regex import regex
from recipec.shell.quoting import quote, quote_argument
from recipec.shell.render import line_starts_in_code
from recipec.shell.script import Script
from recipec.shell.syntax import (
    Assignment,
    Command,
    Compound,
    Mention,
    Pipeline,
    Redirect,
    Sequence,
    Statement,
    Word,
)

_BARE = regex(r"[A-Za-z0-9_@%+:,./=-]*\Z")
_NAME_FOLLOWS = regex(r"[A-Za-z0-9_]")
_BREAK_WITHIN = regex(r"(\bin|;|[)({]|\bthen|\bdo|\belse|&&|\|)\s*\n\s*|\s*\n\s*(?=;;|\besac\b)")
_STRING = regex(r"('[^']*'|\"[^\"]*\")")
_CONTINUED = regex(r"[ \t]*\\\n[ \t]*")


def sequence(script: Script, body: Sequence) -> str:
    """Write statements."""
    return "; ".join(statement(script, one) for one in body.statements)


def statement(script: Script, one: Statement) -> str:
    """Write a statement, with its operators."""
    parts = [pipeline(script, one.parts[0])]
    for operator, part in zip(one.operators, one.parts[1:], strict=True):
        parts += (operator, pipeline(script, part))
    return " ".join((*parts, "&") if one.is_background else parts)


def pipeline(script: Script, one: Pipeline) -> str:
    """Write a pipeline."""
    joint = " |& " if one.merges_errors else " | "
    return ("! " if one.is_negated else "") + joint.join(command(script, part) for part in one.parts)


def command(script: Script, one: Command) -> str:
    """Write a command."""
    redirects = [redirect(script, each) for each in one.redirects]
    if isinstance(one, Compound):
        return " ".join((_compound(script, one), *redirects))
    if one.words and one.words[0].raw in ("[[", "(("):
        # Here a quote decides whether a text is a pattern.
        return " ".join((tidy(script.text[one.span.start : one.words[-1].span.end]), *redirects))
    words = [assignment(each) for each in one.assignments]
    words += [word(each, is_first=not number and not words) for number, each in enumerate(one.words)]
    return " ".join((*words, *redirects))


def _compound(script: Script, one: Compound) -> str:
    bodies = [sequence(script, body) for body in one.bodies]
    tests = [sequence(script, test) for test in one.tests]
    match one.kind:
        case "if":
            arms = [
                f"{'elif' if number else 'if'} {test}; then {body};"
                for number, (test, body) in enumerate(zip(tests, bodies, strict=False))
            ]
            other = [f"else {bodies[-1]};"] if len(bodies) > len(tests) else []
            return " ".join((*arms, *other, "fi"))
        case "while" | "until":
            return f"{one.kind} {tests[0]}; do {bodies[0]}; done"
        case "for":
            items = "".join(f" {word(each)}" for each in one.words)
            listed = f" in{items}" if one.words else ""
            return f"for {one.name}{listed}; do {bodies[0]}; done"
        case "subshell":
            return f"({bodies[0]})"
        case "brace":
            return f"{{ {bodies[0]}; }}"
        case "function":
            return f"{one.name}() {bodies[0]}"
        case _:
            # `case`, `select` and `for ((` keep more in their text than in their tree.
            return _on_a_line(script.text[one.span.start : one.span.end])


def _on_a_line(text: str) -> str:
    """Write shell text with one blank for several, where strings can be told from code at a glance."""
    joined = _CONTINUED.sub(" ", text)
    if "<<" in joined or "#" in joined or "\\" in joined:
        return tidy(text)
    parts = _STRING.split(joined)
    return "".join(part if number % 2 else _code(part) for number, part in enumerate(parts))


def _code(part: str) -> str:
    """Write code without strings: a line break ends a command where one can end."""
    part = _BREAK_WITHIN.sub(lambda match: f"{match[1] or ''} ", part)
    return re.sub(r"[ \t]+", " ", re.sub(r"\s*\n\s*", "; ", part))


def tidy(text: str) -> str:
    """Write shell text that is compared as it is: without margins and empty lines, where these are plain code."""
    text = _joined(text)
    lines = zip(text.split("\n"), line_starts_in_code(text), strict=True)
    shown = (line.strip() if in_code else line for line, in_code in lines)
    return "\n".join(line for line in shown if line)


def plain(text: str) -> str:
    """Write text of which nobody knows what its blanks mean: only the margin that all of it has goes."""
    from textwrap import dedent

    return dedent(text).strip("\n").rstrip()


def assignment(one: Assignment) -> str:
    """Write an assignment. Its value is one word whatever is in it, so that quotes around mentions do not matter."""
    return f"{one.name}{'+' if one.appends else ''}={value(one.value)}"


def value(held: Word | None) -> str:
    """Write what an assignment holds."""
    if held is None:
        return ""
    parts = [Mention(part.name, quoted=True) if isinstance(part, Mention) else part for part in held.parts]
    return word(held._replace(parts=tuple(parts), is_pattern=False))


def word(one: Word, *, is_first: bool = False) -> str:
    """Write a word with as few quotes as it needs."""
    if one.value is not None and not one.is_pattern:
        return quote(one.value) if is_first else quote_argument(one.value)
    if one.is_pattern or any(part is None for part in one.parts):
        return _joined(one.raw)
    quoted = [part.quoted for part in one.parts if isinstance(part, Mention)]
    if all(quoted):
        return f'"{_mixed(one, in_quotes=True)}"'
    return _mixed(one, in_quotes=False)


def _mixed(one: Word, *, in_quotes: bool) -> str:
    parts: list[str] = []
    for number, part in enumerate(one.parts):
        if isinstance(part, Mention):
            following = one.parts[number + 1] if number + 1 < len(one.parts) else None
            braces = isinstance(following, str) and _NAME_FOLLOWS.match(following) and part.name.isidentifier()
            mention = f"${{{part.name}}}" if braces else f"${part.name}"
            parts.append(f'"{mention}"' if part.quoted and not in_quotes else mention)
        elif part is not None:
            plain = re.sub(r'(["$`\\])', r"\\\1", part) if in_quotes else part
            parts.append(plain if in_quotes or _BARE.match(part) else "'" + part.replace("'", "'\"'\"'") + "'")
    return "".join(parts)


def _joined(text: str) -> str:
    """Take the line breaks out of a text in which no string keeps them."""
    return text if "'" in text or "<<" in text else _CONTINUED.sub(" ", text)


def redirect(script: Script, one: Redirect) -> str:
    """Write a redirection; a here-document with its lines."""
    if one.heredoc is None:
        return f"{one.descriptor}{one.operator}{'' if one.target is None else word(one.target)}"
    lines = script.text[one.heredoc.span.start : one.heredoc.span.end].split("\n")[:-1]
    if one.operator == "<<-":
        lines = [line.lstrip("\t") for line in lines]
    mark = "'EOF'" if one.heredoc.is_quoted else "EOF"
    return "\n".join((f"{one.descriptor}<<{mark}", *lines))
