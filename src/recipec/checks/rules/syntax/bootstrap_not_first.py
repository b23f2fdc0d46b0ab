"""RC001."""

from collections.abc import Iterator

from recipec.checks.rule import Problem, text_rule
from recipec.checks.text import Line, Text
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@text_rule("RC001", Severity.ERROR, "refused")
def bootstrap_not_first(text: Text) -> Iterator[Problem]:
    """A header line stands above `Bootstrap:`.

    Since engines know stages, `Bootstrap:` begins one: what stands above it is a stage of its own, without a
    `Bootstrap:`, and the build stops with `no bootstrap specification found`. Singularity 2 read header lines in any
    order.

    ## Example

    ```singularity
    From: debian:12
    Bootstrap: docker

    %post
        true
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        true
    ```
    """
    early = [one for one in text.refused if one.why == "early"]
    if not early:
        return
    first = early[0].line
    bootstrap = next((line for line in text.lines if line.stage == 1 and line.kind == "HEADER"), None)
    yield Problem(
        Span(first.span.start, first.span.start + len(first.text.partition(":")[0])),
        f"the build stops: `{early[0].name.capitalize()}:` stands above `Bootstrap:`, in a stage of its own"
        if bootstrap is not None
        else "the build stops: there is no `Bootstrap:`",
        "write `Bootstrap:` above all other lines of the header"
        if bootstrap is not None
        else "begin with `Bootstrap: docker`",
        related=() if bootstrap is None else (Related(bootstrap.span, "a stage begins here"),),
        fix=None if bootstrap is None else _moved(text, first, bootstrap),
    )


def _moved(text: Text, first: Line, bootstrap: Line) -> Fix | None:
    """Move the line up, unless sections stand between."""
    end = bootstrap.span.end + 1
    if end > len(text.source.text) or any(line.stage == 0 and line.kind != "HEADER" for line in text.lines):
        return None
    whole = text.source.text[bootstrap.span.start : end]
    edits = (Edit(Span(first.span.start, first.span.start), whole), Edit(Span(bootstrap.span.start, end), ""))
    return Fix("move `Bootstrap:` up", edits, is_safe=True)
