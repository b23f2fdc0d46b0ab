"""RC904."""

import re
from collections.abc import Iterator
from functools import cache

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix


@cache
def _symbolic() -> re.Pattern[str]:
    return re.compile(r"(?:^|,)(?:[ugo]*[oa][ugoa]*|)\+[rxX]*w[rwxX]*(?:$|,)")


@rule("RC904", Severity.WARNING, "definition", "dockerfile", words="chmod")
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
    for one in recipe.invocations("chmod"):
        operands, _ = one.split("--reference")
        mode = operands[0] if operands else None
        if not one.script.is_build or mode is None or mode.value is None or not _is_open(mode.value):
            continue
        paths = [word.raw for word in operands[1:]]
        if paths and all(_is_shared(path) for path in paths):
            continue
        place = one.at(mode)
        is_numeric = mode.value.isdigit()
        yield Problem(
            place,
            f"everybody may change `{paths[0] if paths else 'it'}`, wherever the image can be written",
            "write `a+rX`: read for all, and run what can be run" if is_numeric else "leave out `w`",
            fix=Fix("write `a+rX`", (Edit(place, "a+rX"),), is_safe=False)
            if is_numeric and one.has("-R", "--recursive")
            else None,
        )


def _is_open(mode: str) -> bool:
    if mode.isdigit():
        # With the sticky bit it is a directory in which everybody may have files, and nobody others'.
        return len(mode) in (3, 4) and int(mode[-1]) & 2 != 0 and not (len(mode) == 4 and int(mode[0]) & 1)
    return _symbolic().search(mode) is not None and not mode.startswith(("u+", "g+", "ug+"))


def _is_shared(path: str) -> bool:
    text = path.strip("\"'").rstrip("/")
    return text in ("/tmp", "/var/tmp", "/dev/shm", "/run/lock") or text.startswith(("/tmp/", "/var/run", "/run"))  # noqa: S108 -- meant for all
