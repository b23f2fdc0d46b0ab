"""RC217."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity

_POINTS = ("/tmp", "/var/tmp", "/home", "/root", "/proc", "/sys", "/dev")  # noqa: S108 -- where engines mount


@rule("RC217", Severity.INFO, "definition", "dockerfile-to-engine", words="ln")
def linked_mount_point(recipe: Recipe) -> Iterator[Problem]:
    """A directory that engines mount something over is a link.

    Apptainer mounts `/tmp`, `/var/tmp`, home and the directory of the caller. Where the image has a link in the place
    of one of them, it says `Skipping mount`, or the files are somewhere else than their name says.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        ln -s /usr/home /home
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p /usr/home
    ```
    """
    for one in recipe.invocations("ln"):
        operands, options = one.split("-t --target-directory -S")
        if one.script.is_build and len(operands) == 2 and ("-s" in options or "--symbolic" in options):
            path = one.script.path(operands[1])
            if path in _POINTS and not operands[1].raw.endswith("/"):
                yield Problem(
                    one.at(operands[1]),
                    f"`{path}` becomes a link, and engines mount over it when the image runs",
                    "leave it a directory",
                )
