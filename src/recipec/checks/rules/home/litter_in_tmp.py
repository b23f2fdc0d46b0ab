"""RC210."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.temporary import directory, is_in, is_private
from recipec.checks.written import Written, written_in
from recipec.diagnostics.finding import Severity


@rule("RC210", Severity.INFO, "definition", words="tmp")
def litter_in_tmp(recipe: Recipe) -> Iterator[Problem]:
    """`%post` leaves files in `/tmp` of the machine that builds.

    `/tmp` and `/var/tmp` are the host's while an image is built. Sources and archives stay there afterwards: they fill
    the disk or the memory, and the next user who builds the same recipe meets `Permission denied` at their names.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        cd /tmp
        git clone --branch v1.0 https://example.org/tool.git
        make -C tool install
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        cd /tmp
        git clone --branch v1.0 https://example.org/tool.git
        make -C tool install
        rm -rf /tmp/tool
    ```
    """
    for stage in recipe.stages:
        left: list[Written] = [
            one
            for one in written_in(recipe, stage)
            if one.stage == stage.number and one.how == "written" and directory(one.path) and one.script is not None
        ]
        named = [one for one in left if is_in(one.path)]
        if named and named[0].script is not None and not is_private(named[0].script, named[0].script.origin.end):
            yield Problem(
                named[0].span,
                f"`{named[0].path}` stays on the machine that builds: its `{directory(named[0].path)}` is the host's",
                "remove it when it has done its work, or build below `/usr/local/src`",
            )
