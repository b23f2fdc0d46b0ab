"""RC905."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.shell.syntax import Simple, Word
from recipec.source import Span

_SHELLS = ("sh", "bash", "zsh", "dash", "python", "python3", "perl")
_FETCHERS = frozenset(("curl", "wget"))


@rule("RC905", Severity.WARNING, "definition", "dockerfile", words="curl wget")
def download_into_shell(recipe: Recipe) -> Iterator[Problem]:
    """What is downloaded is run at once, unseen.

    The script of today is not that of the next build, a connection that breaks runs half of it, and nobody can check a
    sum of what was run. With `sh` at the end of the pipe a failed download is a success, too.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        curl -sSf https://example.org/install.sh | sh
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        curl -sSfo /opt/install.sh https://example.org/v1.2/install.sh
        echo "d2c3...  /opt/install.sh" | sha256sum -c
        sh /opt/install.sh
    ```
    """
    for one in recipe.invocations(*_SHELLS):
        if not one.script.is_build or one.inner:
            continue
        fetcher = _piped(one) or _substituted(one)
        if fetcher is not None:
            start, end = sorted((fetcher, one.found.command.span))
            yield Problem(
                one.script.span(Span(start.start, end.end)),
                f"whatever the server sends is run by `{one.name}`, and may be another thing in the next build",
                "download it to a file, check its sum, and run that",
            )


def _piped(one: Invocation) -> Span | None:
    """Find the download at the other end of the pipe that a shell reads its script from."""
    operands, _ = one.split("-c -o -O")
    if one.has("-c") or (any(word.raw not in ("-", "-s", "/dev/stdin") for word in operands[:1]) and not one.has("-s")):
        return None
    parts = one.found.pipeline.parts
    at = next((index for index, part in enumerate(parts) if part is one.found.command), 0)
    for part in parts[:at]:
        if isinstance(part, Simple) and any(word.value in _FETCHERS for word in part.words[:2]):
            return part.span
    return None


def _substituted(one: Invocation) -> Span | None:
    """Find a download in `sh -c "$(curl ...)"` and `bash <(curl ...)`."""
    for word in one.arguments:
        if word.bodies and _fetches(word):
            return word.span
    return None


def _fetches(word: Word) -> bool:
    return any(
        isinstance(part, Simple) and part.name in _FETCHERS
        for body in word.bodies
        for statement in body.statements
        for pipeline in statement.parts
        for part in pipeline.parts
    )
