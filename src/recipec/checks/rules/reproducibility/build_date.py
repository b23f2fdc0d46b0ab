"""RC755."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity


@rule("RC755", Severity.INFO, "definition", words="date hostname")
def build_date(recipe: Recipe) -> Iterator[Problem]:
    """The date or the host of the build is written into the image.

    Two builds of the same recipe are never the same then, and comparing them tells nothing. Engines note the date of a
    build among the labels by themselves.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        date > /etc/built
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        echo 1.2 > /etc/version
    ```
    """
    for one in recipe.invocations("date", "hostname"):
        if not one.script.is_build or one.found.in_shell is None:
            continue
        text = one.script.source(one.found.statement.span)
        is_own = any(redirect.operator in (">", ">>") for redirect in one.found.command.redirects)
        if is_own or (not one.found.in_shell and ">" in text and _is_written(text)):
            yield Problem(
                one.span,
                f"`{one.name}` makes every build another image",
                "leave it out: `apptainer inspect` tells when an image was built",
            )


def _is_written(text: str) -> bool:
    """Tell whether a command that has the date in its words prints them into a file."""
    head = text.lstrip()
    return head.startswith(("echo", "printf")) and "/dev/" not in text and ">&" not in text
