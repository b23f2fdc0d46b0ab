"""RC007."""

from collections.abc import Iterator

from recipec.checks.refusals import documents
from recipec.checks.rule import Problem, text_rule
from recipec.checks.text import Text
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@text_rule("RC007", Severity.ERROR, words="<<")
def bootstrap_in_script(text: Text) -> Iterator[Problem]:
    """`Bootstrap:` begins a line of a here-document, and cuts the recipe in two.

    Engines look for `bootstrap:` at the beginning of a line before they look at anything else, scripts included. What
    is behind it is another stage: mostly the build stops with `header key EOT had no val`, sometimes it builds
    something else.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        cat > /opt/inner.def <<EOF
    Bootstrap: docker
    From: debian:12
    EOF
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        sed 's/^ *//' > /opt/inner.def <<EOF
      Bootstrap: docker
      From: debian:12
    EOF
    ```
    """
    if text.source.text.lower().count("\nbootstrap:") == 0:
        return
    held = documents(text.lines)
    for at, line in enumerate(text.lines):
        opened = held.get(at)
        if opened is None or line.kind != "HEADER" or not line.text.lower().startswith("bootstrap:"):
            continue
        stop = next((one for one in text.refused if one.why == "cut" and one.line.stage == line.stage), None)
        related = [Related(opened.span, "it belongs to this here-document")]
        if stop is not None:
            related.append(Related(stop.line.span, "the build stops here"))
        yield Problem(
            Span(line.span.start, line.span.start + len("bootstrap:")),
            "a stage begins here, in the middle of a script",
            "indent the line, and take the blanks off again with `sed`; or copy the file with `%files`",
            related=tuple(related),
            fix=_fix(line.span.start, opened.text),
        )


def _fix(at: int, opening: str) -> Fix | None:
    """Indent the line by a tab where the here-document takes tabs away."""
    if "<<-" not in opening:
        return None
    return Fix("indent it by a tab, which `<<-` takes away", (Edit(Span(at, at), "\t"),), is_safe=False)
