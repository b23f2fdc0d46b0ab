"""RC006."""

from collections.abc import Iterator

from recipec.checks.rule import Problem, text_rule
from recipec.checks.text import Text
from recipec.diagnostics.finding import Related, Severity
from recipec.source import Span


@text_rule("RC006", Severity.ERROR, "refused", words="%")
def section_line_in_script(text: Text) -> Iterator[Problem]:
    """A line of a script begins with `%`, and ends the section.

    Whatever it stands in, a here-document or a quoted string: a line whose first character that is not blank is `%`
    begins a section to engines. They know none of that name, and the build stops with `invalid section(s) specified`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        cat > /opt/plot.ipy <<EOF
    %matplotlib inline
    EOF
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        printf '%s\\n' '%matplotlib inline' > /opt/plot.ipy
    ```
    """
    first = True
    for one in text.refused:
        if one.why != "text" or not first:
            continue
        first = False
        bare = one.line.text.lstrip()
        start = one.line.span.start + len(one.line.text) - len(bare)
        others = [each.line for each in text.refused if each.why == "text" and each is not one]
        related = [Related(each.span, "and so does this one") for each in others]
        if one.opened is not None:
            related.insert(0, Related(one.opened.span, "it belongs to this here-document"))
        yield Problem(
            Span(start, start + len(bare.split()[0])),
            "this line begins with `%`: it ends the section, and the build stops at it",
            "have something else than `%` come first: `printf '%s\\n' '%...'`, or a file that `%files` copies",
            related=tuple(related),
        )
