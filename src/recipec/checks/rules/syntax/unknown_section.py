"""RC003."""

from collections.abc import Iterator

from recipec.checks.refusals import Refused
from recipec.checks.rule import Problem, text_rule
from recipec.checks.text import Text
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@text_rule("RC003", Severity.ERROR, "refused", words="%")
def unknown_section(text: Text) -> Iterator[Problem]:
    """There is no section of this name.

    Engines know `%help`, `%setup`, `%files`, `%labels`, `%environment`, `%pre`, `%post`, `%runscript`, `%test`,
    `%startscript`, `%arguments` and the `%app...` sections of an app, in whatever case. Any other name stops the build
    with `invalid section(s) specified`. Singularity 2 passed over what it did not know.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environments
        export TOOL=/opt/tool
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export TOOL=/opt/tool
    ```
    """
    for one in text.refused:
        if one.why not in ("unknown", "app"):
            continue
        start = one.line.span.start + one.line.text.index("%")
        at = Span(
            start, start + len(one.line.text.lstrip().rstrip()) if one.why == "app" else start + 1 + len(one.name)
        )
        if one.why == "app" and one.name == one.meant:
            yield Problem(
                at, f"`%{one.name}` does not say for which app, and the build stops", "put the app's name behind it"
            )
            continue
        yield Problem(
            at,
            f"there is no section `%{one.name}`, and the build stops at it",
            f"did you mean `%{one.meant}`?"
            if one.meant
            else "a line that begins with `%` is a section: begin it otherwise",
            fix=_fix(one, start),
        )


def _fix(one: Refused, start: int) -> Fix | None:
    if one.meant is None or one.name.lower() in ("run", "install", "build"):
        return None  # a RUN of Docker's, or the runscript
    at = Span(start + 1, start + 1 + len(one.name))
    return Fix(f"write `%{one.meant}`", (Edit(at, one.meant),), is_safe=one.why == "app")
