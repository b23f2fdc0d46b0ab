"""RC904."""

from collections.abc import Iterator

from recipec.checks.modes import changes
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix


@rule("RC904", Severity.WARNING, "definition", "dockerfile", names="chmod")
def writable_by_all(recipe: Recipe) -> Iterator[Problem]:
    """Files are made writable for everybody.

    It is meant to let any user run them, for which reading is enough: the image is read-only anyway. In a sandbox, and
    wherever the directory is copied or bound to, everybody on the cluster can then change what others run.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        chmod -R 777 /opt/tool
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        chmod -R a+rX /opt/tool
    ```
    """
    for change in changes(recipe):
        one, mode = change.invocation, change.mode
        paths = [word.raw for word in change.operands]
        if not one.script.is_build or not mode.lets_all_write or all(_is_shared(path) for path in paths):
            continue
        place = one.at(change.word)
        is_numeric = mode.number is not None
        yield Problem(
            place,
            f"everybody may change `{paths[0]}`, wherever the image can be written",
            "write `a+rX`: read for all, and run what can be run" if is_numeric else "leave out `w`",
            fix=Fix("write `a+rX`", (Edit(place, "a+rX"),), is_safe=False)
            if is_numeric and one.has("-R", "--recursive")
            else None,
        )


def _is_shared(path: str) -> bool:
    text = path.strip("\"'").rstrip("/")
    return text in ("/tmp", "/var/tmp", "/dev/shm", "/run/lock") or text.startswith(("/tmp/", "/var/run", "/run"))  # noqa: S108 -- meant for all
