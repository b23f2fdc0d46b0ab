"""What a script says that only bash understands."""

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

from recipec.record import Record
from recipec.regex import regex
from recipec.shell.syntax import Assignment, Compound, Redirect, Sequence, Simple, Word
from recipec.shell.walk import Found, commands, words
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.shell.script import Script

# `${!a}`, `${a[0]}`, `${#a[@]}`, `${a/b/c}`, `${a^^}`, `${a,,}`, `${a@Q}`, `${a:1}`; not `${a:-b}`.
_EXPANSION = regex(r"(?<!\\)\$\{(?:!\w|#?(?:[A-Za-z_]\w*|[@*0-9])(\[|/|\^|,|@|:(?![-=?+])))")
_BRACE = regex(r"(?<![$\\])\{(?:[^{}\s$\"';&|(),]*,[^{}\s\"';&|()]*|-?\w+\.\.-?\w+(?:\.\.\d+)?)\}")
_ANSI = regex(r"""\$(?:'[^']*'|"[^"]*")""")
# Two brackets deep, and nothing is tried in two ways: that would take a time without end.
_ARITHMETIC = regex(r"\$\(\((?:[^()]++|\((?:[^()]++|\([^()]*+\))*+\))*+\)\)")
_STEPPING = regex(r"(?<=\w)(?:\+\+|--)(?=\s*[)\s;])|(?<=[(\s])(?:\+\+|--)(?=[A-Za-z_])|\*\*")


class Effect(Enum):
    """What happens there in a shell that is not bash."""

    ENDS = "ends"  # the shell itself gives up: a syntax error, a bad substitution, a bad option of a special builtin
    FAILS = "fails"  # the command fails, as if it were not there; what that means depends on where it stands
    DIFFERS = "differs"  # it succeeds, and does something else


class Bashism(Record):
    """A place where a script needs bash. ``what`` is the construct, ``shows`` what dash says or does about it.

    ``is_busybox``: BusyBox does not know it either. ``found`` is the command that it stands in. ``is_handled``: its
    failure is looked at by ``||``; ``is_tested``: by an ``if``, a loop, ``!`` or ``&&``, so that the script goes on.
    """

    span: Span
    what: str
    effect: Effect
    shows: str
    is_busybox: bool
    found: Found
    is_handled: bool
    is_tested: bool


class _Place(Record):
    """A bashism before anybody asks where it stands."""

    span: Span
    what: str
    effect: Effect
    shows: str
    is_busybox: bool = True


# Builtins of bash, and whether BusyBox has them too.
_BUILTINS = dict.fromkeys(
    "declare typeset shopt mapfile readarray pushd popd dirs builtin caller disown compgen complete coproc".split(),
    True,
) | {"source": False, "let": False, "time": False}
_VARIABLES = frozenset(
    "RANDOM SRANDOM UID EUID SECONDS BASH_SOURCE FUNCNAME PIPESTATUS OSTYPE MACHTYPE HOSTTYPE BASHPID".split()
)
_OF_BUSYBOX = frozenset(("RANDOM",))
_SUBSTITUTION = "Bad substitution"


@lru_cache(64)
def bashisms(script: "Script") -> tuple[Bashism, ...]:
    """Find what dash does not have, in the order of the text."""
    places: dict[_Place, Found] = {}
    names = _assigned(script)
    functions = frozenset(_defined(script))
    for found in script.commands:
        for place in _in_command(found, script.text, functions, names):
            places.setdefault(place, found)
    if not places:
        return ()
    tested = _tested(script.body)
    return tuple(
        Bashism(*place, found, _is_handled(found), _is_tested(found, tested))
        for place, found in sorted(places.items(), key=lambda item: item[0].span)
    )


def _in_command(found: Found, text: str, functions: frozenset[str], names: frozenset[str]) -> Iterator[_Place]:
    command, pipeline = found.command, found.pipeline
    if pipeline.merges_errors and command is pipeline.parts[0]:
        at = text.find("|&", command.span.end)
        if at >= 0:
            yield _Place(Span(at, at + 2), "|&", Effect.ENDS, 'Syntax error: "&" unexpected')
    for redirect in command.redirects:
        yield from _in_redirect(redirect, text)
    for word in words(command):
        if "$" in word.raw or word.raw[:2] in ("<(", ">("):
            yield from _in_word(word, names)
    if isinstance(command, Compound):
        yield from _in_compound(command, text)
        return
    yield from _in_assignments(command, text)
    for word in command.words if command.name not in ("[", "[[", "((", "test") else ():
        yield from _braces(word, command.name)
    name = command.name
    if name in functions:
        return
    if name in _BUILTINS:
        yield _Place(command.words[0].span, name, Effect.FAILS, f"{name}: not found", _BUILTINS[name])
    elif name:
        yield from _in_builtin(name, command)


def _in_redirect(redirect: Redirect, text: str) -> Iterator[_Place]:
    operator, target = redirect.operator, redirect.target
    at = Span(redirect.span.start, redirect.span.start + len(redirect.descriptor) + len(operator))
    if operator == "<<<":
        yield _Place(at, "<<<", Effect.ENDS, "Syntax error: redirection unexpected")
    elif operator in ("&>", "&>>"):
        shows = "the command runs in the background, and its output goes elsewhere"
        yield _Place(at, operator, Effect.DIFFERS, shows, operator == "&>>")
    elif operator == ">&" and target is not None and target.value and target.value.strip("-0123456789"):
        yield _Place(at, ">&", Effect.ENDS, "Syntax error: Bad fd number", is_busybox=False)
    heredoc = redirect.heredoc
    if heredoc is not None and not heredoc.is_quoted and "${" in text[heredoc.span.start : heredoc.span.end]:
        yield from _expansions(text[heredoc.span.start : heredoc.span.end], heredoc.span.start)


def _in_compound(command: Compound, text: str) -> Iterator[_Place]:
    start = command.span.start
    if command.kind == "cfor":
        yield _Place(Span(start, start + 3), "for ((", Effect.ENDS, "Syntax error: Bad for loop variable")
    elif command.kind == "select":
        yield _Place(Span(start, start + 6), "select", Effect.ENDS, 'Syntax error: "do" unexpected')
    elif command.kind == "function":
        if text.startswith("function", start) and text[start + 8 : start + 9].isspace():
            shows = 'Syntax error: "(" unexpected'
            yield _Place(Span(start, start + 8), "function", Effect.ENDS, shows, is_busybox=False)
        elif not command.name.replace("_", "a").isalnum():
            yield _Place(
                Span(start, start + len(command.name)), command.name, Effect.ENDS, "Syntax error: Bad function name"
            )
    elif command.kind == "for":
        for word in command.words:
            yield from _braces(word, "for")


def _in_assignments(command: Simple, text: str) -> Iterator[_Place]:
    for one in command.assignments:
        yield from _in_assignment(one, text)
    if command.name in ("export", "readonly", "local"):
        for word in command.words[1:]:
            at = word.raw.find("=(")
            if at >= 0 and word.raw[:at].isidentifier():
                place = word.span.start + at + 1
                yield _Place(Span(place, place + 1), "an array", Effect.ENDS, 'Syntax error: "(" unexpected')


def _in_assignment(one: Assignment, text: str) -> Iterator[_Place]:
    start = one.span.start
    shown = text[start : one.span.end].partition("\n")[0]
    if one.value is not None and one.value.raw.startswith("("):
        at = one.value.span.start
        yield _Place(Span(at, at + 1), "an array", Effect.ENDS, 'Syntax error: "(" unexpected')
    elif one.appends:
        yield _Place(one.span, "+=", Effect.FAILS, f"{shown}: not found")
    elif text[start + len(one.name) : start + len(one.name) + 1] == "[":
        yield _Place(one.span, "an array", Effect.FAILS, f"{shown}: not found")


def _in_builtin(name: str, command: Simple) -> Iterator[_Place]:
    operands = command.words[1:]
    first = operands[0].value or "" if operands else ""
    match name:
        case "[[":
            yield _Place(_first(command, 2), "[[", Effect.FAILS, "[[: not found", is_busybox=False)
        case "((":
            yield _Place(_first(command, 2), "((", Effect.FAILS, "not found")
        case "[" | "test":
            yield from _in_test(name, operands)
        case "set":
            for word in operands:
                if word.value == "pipefail":
                    shows = "set: Illegal option -o pipefail"
                    yield _Place(word.span, "pipefail", Effect.ENDS, shows, is_busybox=False)
        case "echo" if re.fullmatch(r"-[nE]*e[neE]*", first):
            shows = f"`{first}` is printed as if it were text"
            yield _Place(operands[0].span, f"echo {first}", Effect.DIFFERS, shows, is_busybox=False)
        case "." if first and "/" not in first and first != "activate":
            # Looked for in PATH alone (conda's `activate` is there); bash looks in the directory where it is, too.
            yield _Place(operands[0].span, f". {first}", Effect.ENDS, f".: {first}: not found")
        case "trap":
            for word in operands[1:]:
                signal = word.value or ""
                if signal in ("ERR", "DEBUG", "RETURN") or signal.startswith("SIG"):
                    is_busybox = signal in ("DEBUG", "RETURN")
                    yield _Place(word.span, f"trap {signal}", Effect.FAILS, f"trap: {signal}: bad trap", is_busybox)
        case _:
            yield from _options(name, operands)


# Options that dash refuses, and those of them that BusyBox refuses too.
_OPTIONS = {
    "read": (r"-[rp]*([adeinNstu])", "aei", Effect.FAILS),
    "export": (r"-p?([afnA])", "afA", Effect.ENDS),
    "readonly": (r"-p?([afA])", "afA", Effect.ENDS),
    "printf": (r"-(v)$", "v", Effect.FAILS),
    "kill": (r"-(S)IG", "", Effect.FAILS),
    "wait": (r"-(n)$", "", Effect.FAILS),
    "exec": (r"-(a)$", "", Effect.FAILS),
}


def _options(name: str, operands: tuple[Word, ...]) -> Iterator[_Place]:
    if name not in _OPTIONS or not operands:
        return
    pattern, busybox, effect = _OPTIONS[name]
    for word in operands if name in ("read", "export", "readonly") else operands[:1]:
        match = re.match(pattern, word.raw)
        if match:
            shows = f"{name}: Illegal option -{match[1]}"
            yield _Place(word.span, f"{name} {match[0]}", effect, shows, match[1] in busybox)
    if name == "printf" and "%q" in operands[0].raw.replace("%%", ""):
        yield _Place(operands[0].span, "%q", Effect.FAILS, "printf: %q: invalid directive")


def _in_test(name: str, operands: tuple[Word, ...]) -> Iterator[_Place]:
    for word in operands:
        if word.raw in ("==", "=~"):
            shows = f"{name}: unexpected operator"
            yield _Place(word.span, word.raw, Effect.FAILS, shows, is_busybox=word.raw == "=~")
    if operands and operands[0].value == "-v":
        yield _Place(operands[0].span, "-v", Effect.FAILS, f"{name}: -v: unexpected operator")


def _first(command: Simple, length: int) -> Span:
    return Span(command.span.start, command.span.start + length)


def _in_word(word: Word, names: frozenset[str]) -> Iterator[_Place]:
    start = word.span.start
    if word.raw[:2] in ("<(", ">("):
        shows = 'Syntax error: "(" unexpected'
        yield _Place(Span(start, start + 2), word.raw[:2] + " )", Effect.ENDS, shows, is_busybox=False)
        return
    live, bare = _masks(word)
    yield from _expansions(live, start)
    for match in _ANSI.finditer(bare):
        shows = "the `$` stays in the text"
        quote = match[0][1]
        place = Span(start + match.start(), start + match.end())
        yield _Place(place, f"${quote}{quote}", Effect.DIFFERS, shows, quote == '"')
    for match in _ARITHMETIC.finditer(live):
        for operator in _STEPPING.finditer(match[0]):
            at = start + match.start() + operator.start()
            shows = "arithmetic expression: expecting primary"
            yield _Place(Span(at, at + len(operator[0])), operator[0], Effect.ENDS, shows, is_busybox=False)
    wanted = _VARIABLES.intersection(word.reads) - names
    if wanted:
        for match in re.finditer(r"\$(?:(\w+)|\{(\w+)\})", live):
            name = match[1] or match[2]
            if name in wanted:
                place = Span(start + match.start(), start + match.end())
                yield _Place(place, f"${name}", Effect.DIFFERS, f"`${name}` is empty", name not in _OF_BUSYBOX)


def _expansions(text: str, start: int) -> Iterator[_Place]:
    for match in _EXPANSION.finditer(text):
        kind = match[1]
        at = start + match.start()
        end = text.find("}", match.start())
        place = Span(at, start + end + 1 if end >= 0 else start + match.end())
        yield _Place(place, text[match.start() : place.end - start], Effect.ENDS, _SUBSTITUTION, kind not in ("/", ":"))


def _braces(word: Word, program: str | None) -> Iterator[_Place]:
    # curl expands braces in a URL itself.
    if "{" not in word.raw or (program == "curl" and "://" in word.raw):
        return
    _, bare = _masks(word)
    for match in _BRACE.finditer(bare):
        place = Span(word.span.start + match.start(), word.span.start + match.end())
        yield _Place(place, match[0], Effect.DIFFERS, f"`{match[0]}` stays one word as it is")
        return


def _masks(word: Word) -> tuple[str, str]:
    """Give a word's text with blanks for ``'…'`` and ``$( )``, and the same without ``"…"``: what is expanded."""
    live, bare = list(word.raw), list(word.raw)
    for body in word.bodies:
        for statement in body.statements:
            for at in range(statement.span.start - word.span.start, statement.span.end - word.span.start):
                live[at] = bare[at] = " "
    in_double = False
    at = 0
    while at < len(live):
        character = live[at]
        if character == "\\":
            live[at : at + 2] = bare[at : at + 2] = "  "[: len(live) - at]
            at += 2
            continue
        if character == '"':
            in_double = not in_double
        elif character == "'" and not in_double:
            end = word.raw.find("'", at + 1)
            end = len(live) if end < 0 else end
            live[at + 1 : end] = bare[at + 1 : end] = " " * (end - at - 1)
            at = end
        elif in_double:
            bare[at] = " "
        at += 1
    return "".join(live), "".join(bare)


def _defined(script: "Script") -> Iterator[str]:
    """Name the functions and aliases that the script makes."""
    for found in script.commands:
        command = found.command
        if isinstance(command, Compound):
            if command.kind == "function":
                yield command.name
        elif command.name == "alias":
            yield from (word.raw.partition("=")[0] for word in command.words[1:])


def _assigned(script: "Script") -> frozenset[str]:
    """Name the variables that the script sets itself."""
    return frozenset(
        one.name for found in script.commands if isinstance(found.command, Simple) for one in found.command.assignments
    )


def _tested(body: Sequence) -> frozenset[int]:
    """Know the commands whose status is asked for by a compound command, by their identity."""
    found: set[int] = set()
    for one in commands(body):
        if isinstance(one.command, Compound) and one.command.tests:
            for test in one.command.tests:
                found.update(id(each.command) for each in commands(test))
    return frozenset(found)


def _is_handled(found: Found) -> bool:
    parts = found.statement.parts
    at = next((index for index, part in enumerate(parts) if part is found.pipeline), 0)
    return "||" in found.statement.operators[at:]


def _is_tested(found: Found, tested: frozenset[int]) -> bool:
    parts = found.statement.parts
    is_last = bool(parts) and found.pipeline is parts[-1]
    return id(found.command) in tested or found.pipeline.is_negated or not is_last
