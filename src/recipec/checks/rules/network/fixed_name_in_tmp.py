"""RC547."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import start
from recipec.checks.temporary import is_in
from recipec.checks.variables import environment_of
from recipec.diagnostics.finding import Severity


@rule("RC547", Severity.WARNING, "definition", "dockerfile-to-engine", words="tmp")
def fixed_name_in_tmp(recipe: Recipe) -> Iterator[Problem]:
    """A start script writes to a fixed name in `/tmp`, which all users of a node share.

    `/tmp` is the host's. The first who runs the image makes the file or directory, and to the next user of the node it
    is another's: `Permission denied`. Two jobs of the same user write into each other's files.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        mkdir -p /tmp/app
        exec app --work /tmp/app "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        work=$(mktemp -d)
        exec app --work "$work" "$@"
    ```
    """
    for script in (*start(recipe).scripts, *environment_of(recipe)):
        for touch in script.touches:
            if touch.way not in ("write", "directory") or not is_in(touch.path):
                continue
            if touch.program == "cd" or any(mark in touch.path for mark in "$*?"):
                continue
            yield Problem(
                touch.span,
                f"`{touch.path}` is the first user's who runs this on a node: to others it is `Permission denied`",
                "make a directory with `mktemp -d`, or put `$USER` into the name",
            )
            return
    for one in recipe.assigned:
        value = one.value or ""
        is_kept = one.is_final and one.is_exported and one.stage in recipe.final_stages
        if is_kept and is_in(value.rstrip("/")) and ":" not in value:
            yield Problem(
                one.value_at,
                f"all users of a node share `{value}`, and it belongs to the first of them",
                "leave the choice to `%runscript`: a directory made with `mktemp -d`",
                severity=Severity.INFO,
            )
            return
