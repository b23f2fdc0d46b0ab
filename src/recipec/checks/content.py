"""The text that scripts put into files: by ``echo``, ``printf`` and here-documents."""

from collections.abc import Iterator

from recipec.record import Record
from recipec.shell.syntax import Compound, Mention, Redirect, Simple, Word
from recipec.shell.walk import Found
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.scripts import PlacedScript


class Content(Record):
    """A command puts a text into a file. ``target`` names the file; variables stand in ``text`` as ``$NAME``.

    ``span`` is the command's place in the recipe, ``word`` that of the first word or of the lines of the text.
    """

    target: Word
    text: str
    appends: bool
    found: Found
    span: Span
    word: Span
    script: "PlacedScript"

    @property
    def path(self) -> str:
        """The file as it is written, without quotes: ``~/.bashrc``, ``$HOME/.profile``."""
        return self.target.raw.strip("\"'") if self.target.value is None else self.target.value


def contents(script: "PlacedScript") -> Iterator[Content]:
    """Give every text that a script puts into a file."""
    groups: list[tuple[Span, Redirect]] = []
    for found in script.script.commands:
        command = found.command
        into = _into(command.redirects)
        if isinstance(command, Compound):
            if into is not None and command.kind in ("brace", "subshell"):
                groups.append((command.span, into))
            continue
        name = (command.name or "").rpartition("/")[2]
        if name not in ("echo", "printf", "cat"):
            continue
        target, appends = None, False
        if into is None:
            into = next((each for span, each in groups if span.holds(command.span)), None)
        if into is not None:
            target, appends = into.target, into.operator == ">>"
        else:
            target, appends = _by_tee(found)
        told = _text(command, script) if target is not None else None
        if target is not None and told is not None:
            text, word = told
            yield Content(target, text, appends, found, script.span(command.span), script.span(word), script)


def _into(redirects: tuple[Redirect, ...]) -> Redirect | None:
    return next(
        (one for one in redirects if one.operator in (">", ">>", ">|") and one.descriptor in ("", "1") and one.target),
        None,
    )


def _by_tee(found: Found) -> tuple[Word | None, bool]:
    last = found.pipeline.parts[-1]
    if last is found.command or not isinstance(last, Simple):
        return None, False
    words = [word for word in last.words if word.value != "sudo"]
    files = [word for word in words[1:] if not word.raw.startswith("-")]
    if not words or words[0].value != "tee" or not files:
        return None, False
    return files[0], any(word.raw in ("-a", "--append") for word in words)


def _text(command: Simple, script: "PlacedScript") -> tuple[str, Span] | None:
    document = next((one.heredoc for one in command.redirects if one.heredoc is not None), None)
    if document is not None:
        # The last line is the delimiter.
        lines = script.source(document.span).removesuffix("\n").rpartition("\n")[0]
        return lines + "\n", Span(document.span.start, document.span.start + len(lines))
    words = [word for word in command.words[1:] if word.value not in ("-e", "-n", "-en", "-ne", "-E")]
    if not words or command.name == "cat":
        return None
    text = " ".join(shown(word) for word in words)
    # Not every shell's `echo` does, but who writes `\n` means a line.
    return text.replace("\\n", "\n").replace("\\t", "\t"), words[0].span


def shown(word: Word) -> str:
    """Give a word without its quotes, variables as ``$NAME``; as written where something else is computed."""
    if word.value is not None:
        return word.value
    if None in word.parts:
        return word.raw.strip("\"'")
    return "".join(f"${{{part.name}}}" if isinstance(part, Mention) else part or "" for part in word.parts)
