"""RC008."""

from collections.abc import Iterator

from recipec.checks.rule import Problem, text_rule
from recipec.checks.text import Text
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@text_rule("RC008", Severity.ERROR, "refused", words="\ufeff")
def byte_order_mark(text: Text) -> Iterator[Problem]:
    """The file begins with a byte-order mark, which no engine takes for nothing.

    Editors of Windows put it in front of UTF-8. It is invisible, and part of the first key to Apptainer and
    Singularity: `invalid header keyword found`.

    ## Example

    ```singularity
    \ufeffBootstrap: docker
    From: debian:12
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12
    ```
    """
    if text.source.text.startswith("\ufeff"):
        yield Problem(
            Span(0, 1),
            "an invisible byte-order mark stands before the first word, and the build stops at it",
            "save the file as UTF-8 without a byte-order mark",
            fix=Fix("remove the mark", (Edit(Span(0, 1), ""),), is_safe=True),
        )
