"""RC002."""

from collections.abc import Iterator

from recipec.checks.refusals import Refused, is_instruction
from recipec.checks.rule import Problem, text_rule
from recipec.checks.text import Text
from recipec.diagnostics.finding import Severity
from recipec.source import Span


@text_rule("RC002", Severity.ERROR, "refused")
def unknown_header_key(text: Text) -> Iterator[Problem]:
    """A line of the header is none that engines know.

    Everything above the first section is `Key: value`, and the keys are a closed list: `Bootstrap`, `From`, `Stage`,
    `Include`, `MirrorURL` and some more. Any other line stops the build with `invalid header keyword found`, or
    `had no val` when it has no colon.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12
    Maintainer: somebody

    %post
        true
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %labels
        maintainer somebody

    %post
        true
    ```
    """
    for one in text.refused:
        if one.why != "key" or one.line.text.startswith("\ufeff") or is_instruction(one.line.text):
            continue
        bare = one.line.text.lstrip()
        start = one.line.span.start + len(one.line.text) - len(bare)
        length = len(one.name) if ":" in bare else len(bare.partition("#")[0].rstrip())
        yield Problem(Span(start, start + max(length, 1)), _message(one), _help(one))


def _message(one: Refused) -> str:
    if ":" not in one.line.text.partition("#")[0]:
        return "this line of the header has no value, and the build stops at it"
    return f"`{one.name}` is no header key, and the build stops at it"


def _help(one: Refused) -> str:
    first = one.name.partition(" ")[0].lower()
    if first in ("bootstrap", "from", "stage", "include"):
        return f"write `{first.capitalize()}: ...`"
    if one.meant is not None and "Dockerfile" not in one.meant:
        return one.meant
    return "move it to `%labels` or `%help`, or make it a comment"
