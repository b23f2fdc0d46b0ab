"""RC206."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.temporary import SCRATCH, directory, is_in
from recipec.checks.used import Used, used
from recipec.checks.written import written
from recipec.diagnostics.finding import Related, Severity
from recipec.shell.paths import overlap


@rule("RC206", Severity.ERROR, "definition", "dockerfile-to-engine", words="tmp")
def files_in_tmp(recipe: Recipe) -> Iterator[Problem]:
    """The image needs files in `/tmp` that are not there when it runs.

    `/tmp` and `/var/tmp` are the host's: while a definition file is built, so that what `%post` leaves there stays on
    the machine that built and is no part of the image; and when the image runs, so that nobody sees what an image of
    Docker's has there. What needs such a file stops with `No such file or directory`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        python3 -m venv /tmp/venv

    %environment
        export PATH="/tmp/venv/bin:$PATH"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        python3 -m venv /opt/venv

    %environment
        export PATH="/opt/venv/bin:$PATH"
    ```
    """
    told: set[str] = set()
    # Other variables than lists of paths may have been for the build alone: what surely needs them comes first.
    for use in sorted(used(recipe), key=_is_vague):
        if not is_in(use.path) or use.name in SCRATCH or use.by == "volume":
            continue
        if any(overlap(use.path, path) for path in told):
            continue
        makers = [
            one for one in written(recipe) if is_in(one.path) and one.how != "made" and overlap(one.path, use.path)
        ]
        if makers:
            told.add(use.path)
            yield Problem(
                use.span,
                f"`{use.path}` is not there when the image runs: `{directory(use.path)}` is the host's then",
                "put it below `/opt` or `/usr/local`, and name that here",
                (Related(makers[0].span, "it is put there here"),),
                severity=Severity.INFO if _is_vague(use) else None,
            )


def _is_vague(use: Used) -> bool:
    return use.by == "variable" and "PATH" not in use.name
