"""RC004."""

from collections.abc import Iterator

from recipec.checks.rule import Problem, text_rule
from recipec.checks.text import Text
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@text_rule("RC004", Severity.ERROR, "refused", words="%")
def indented_section(text: Text) -> Iterator[Problem]:
    """A section line does not begin in the first column.

    Engines see that a section begins, blanks or not, and then read its name from the first column on: it comes out
    empty. The build stops with `invalid section(s) specified:` and nothing behind it.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

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
    for one in text.refused:
        if one.why == "indented":
            bare = one.line.text.lstrip()
            start = one.line.span.start + len(one.line.text) - len(bare)
            yield Problem(
                Span(start, start + len(bare.split()[0])),
                f"`%{one.meant}` is indented, and the build stops: `invalid section(s) specified:`, with no name",
                "begin it in the first column",
                fix=Fix("take the blanks away", (Edit(Span(one.line.span.start, start), ""),), is_safe=True),
            )
