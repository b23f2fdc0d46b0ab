"""RC005."""

from collections.abc import Iterator

from recipec.checks.refusals import Refused
from recipec.checks.rule import Problem, text_rule
from recipec.checks.text import Text
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@text_rule("RC005", Severity.ERROR, "refused", words="%")
def unclean_section_name(text: Text) -> Iterator[Problem]:
    """Something else than a space stands behind the name of a section, or there is no name.

    Only a space ends the name. A tab, which nobody sees, or a colon becomes a part of it, and the build stops with
    `invalid section(s) specified: post:`. A `%` alone is a section without a name.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post:
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
        if one.why != "unclean":
            continue
        start = one.line.span.start + one.line.text.index("%")
        if one.meant is None:
            yield Problem(
                Span(start, one.line.span.end),
                "a line that begins with `%` is a section: this one has no name, and the build stops at it",
                "begin comments with `#`",
            )
            continue
        known = one.line.text.lower().index(one.meant)
        behind = Span(one.line.span.start + known + len(one.meant), one.line.span.end)
        at = Span(behind.start, behind.start + 1) if one.name else Span(start + 1, one.line.span.start + known)
        yield Problem(
            at,
            f"{_what(one)} a part of the section's name, and the build stops at it",
            f"write `%{one.meant}`, and a space before anything else",
            fix=Fix(f"write `%{one.meant}`", (Edit(Span(start, one.line.span.end), _clean(one)),), is_safe=True),
        )


def _what(one: Refused) -> str:
    if not one.name:
        return "the blank before the name is"
    mark = one.name[len(one.meant or "") :][:1]
    return "a tab is" if mark == "\t" else f"`{mark}` is"


def _clean(one: Refused) -> str:
    bare = one.line.text.strip().lstrip("% \t")
    rest = bare[len(one.meant or "") :].lstrip(" \t:=")
    return f"%{bare[: len(one.meant or '')]} {rest}".rstrip()
