"""RC843."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import START
from recipec.checks.variables import of_script
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@rule("RC843", Severity.WARNING, "definition", words="ld_library_path")
def library_path_at_start(recipe: Recipe) -> Iterator[Problem]:
    """A start script replaces `LD_LIBRARY_PATH`.

    `--nv` mounts the libraries of the host's driver at `/.singularity.d/libs`, and nothing but `LD_LIBRARY_PATH` leads
    there. A value without the old one makes them unfindable, although `--nv` was given. In `%environment` it does no
    harm: engines add their directory after it.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        export LD_LIBRARY_PATH=/opt/tool/lib
        exec /opt/tool/bin/tool "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        export LD_LIBRARY_PATH=/opt/tool/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
        exec /opt/tool/bin/tool "$@"
    ```
    """
    for script in recipe.scripts_of(*START):
        for one in of_script(script):
            if one.name != "LD_LIBRARY_PATH" or one.mentions_itself or not one.raw.strip("\"'"):
                continue
            end = one.value_at.end - (1 if one.raw.endswith('"') else 0)
            is_plain = not one.raw.endswith("'")
            yield Problem(
                one.at,
                "the libraries of the host's GPU driver are no longer found, although `--nv` was given",
                "keep what is there: `...${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}`",
                fix=Fix(
                    "keep what is there", (Edit(Span(end, end), "${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"),), is_safe=True
                )
                if is_plain
                else None,
            )
