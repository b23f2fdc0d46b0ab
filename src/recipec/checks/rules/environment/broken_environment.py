"""RC421."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.variables import environment_of
from recipec.diagnostics.finding import Severity
from recipec.source import Span

_PAIRS = (("if", "fi"), ("case", "esac"), ("do", "done"))
_HOMES = ("~/", "$HOME/", "${HOME}/", '"$HOME/', '"${HOME}/', "/root/")


@rule("RC421", Severity.WARNING, "definition", words="%environment")
def broken_environment(recipe: Recipe) -> Iterator[Problem]:
    """`%environment` cannot be read to its end, or reads a file of the caller.

    A mistake in its syntax stops nothing: one line is said at every start, and the program runs without any variable
    of the section. A file below `~` that it sources is the caller's own, with what that holds for the host; one that
    is missing is a message, too.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export APP_MODE="fast
        export APP_DATA=/opt/app/data
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export APP_MODE="fast"
        export APP_DATA=/opt/app/data
    ```
    """
    for script in environment_of(recipe):
        if not script.script.is_understood:
            at = _unfinished(script)
            if at is not None:
                yield Problem(
                    script.span(at),
                    f"`{script.source(at)}` is never closed: no variable of `%environment` is set, whatever it says",
                    "close it",
                    severity=Severity.ERROR,
                )
            continue
        for one in script.invocations:
            if one.name in (".", "source") and len(one.words) > 1 and one.words[1].raw.startswith(_HOMES):
                file = one.values[0]
                yield Problem(
                    one.at(one.words[1]),
                    "nobody but root may read what is below `/root`"
                    if file.startswith("/root/")
                    else f"`{file}` is the caller's own file, made for the host, or missing",
                    "set the variables here, or source a file of the image that all can read",
                )


def _unfinished(script: PlacedScript) -> Span | None:
    """Find a quote that is not closed, or a word such as ``if``; None when there is none, or nobody can tell."""
    text = script.text
    if "<<" in text:
        return None
    words: list[tuple[str, int]] = []
    quote, opened = "", 0
    at, start = 0, -1
    while at < len(text):
        character = text[at]
        if quote:
            if character == "\\" and quote == '"':
                at += 1
            elif character == quote:
                quote = ""
        elif character == "#" and (at == 0 or text[at - 1] in " \t\n;"):
            at = text.find("\n", at)
            if at < 0:
                break
            continue
        elif character in "'\"":
            quote, opened = character, at
        elif character == "\\":
            at += 1
        if not quote and character.isalpha():
            start = at if start < 0 else start
        elif start >= 0:
            words.append((text[start:at], start))
            start = -1
        at += 1
    if quote:
        return Span(opened, opened + 1)
    for first, last in _PAIRS:
        opens = [place for word, place in words if word == first]
        if len(opens) > sum(word == last for word, _ in words):
            return Span(opens[-1], opens[-1] + len(first))
    return None
