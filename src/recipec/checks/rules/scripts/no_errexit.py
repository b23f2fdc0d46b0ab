"""RC302."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.shells import section_of
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.stops import options
from recipec.source import Span


@rule("RC302", Severity.WARNING, "definition", words="-c")
def no_errexit(recipe: Recipe) -> Iterator[Problem]:
    """A section with a shell of its own goes on after every failure.

    Apptainer runs `%post` as `/bin/sh -ex`. With `-c /bin/bash` it runs what stands there and nothing more: without
    `-e`, only the last command of the section can stop the build, and an image comes out whatever else has failed.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post -c /bin/bash
        make -C /opt/tool
        make -C /opt/tool install
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post -c /bin/bash -e
        make -C /opt/tool
        make -C /opt/tool install
    ```
    """
    if not recipe.target.has_section_arguments:
        return
    for script in recipe.scripts_of("post", "setup", "pre"):
        section = section_of(recipe, script)
        if section is None or not script.is_shell or script.stops or section.span is None:
            continue
        statements = script.script.body.statements
        if len(statements) < 2 or _switches_on(script):
            continue
        at = recipe.source.text.find(script.interpreter[0], section.span.start + len(section.name), section.span.end)
        if at < 0:
            continue
        end = at + len(script.interpreter[0])
        yield Problem(
            Span(at, end),
            f"`{script.interpreter[0]}` runs the section without `-e`: the build goes on when a command fails",
            f"write `-c {script.interpreter[0]} -e`",
            fix=Fix("add `-e`", (Edit(Span(end, end), " -e"),), is_safe=True),
        )


def _switches_on(script: PlacedScript) -> bool:
    """Tell whether the section itself switches `-e` on anywhere, or looks at failures with a trap."""
    for statement in script.script.body.statements:
        for pipeline in statement.parts:
            if "errexit" in (options(pipeline.parts[0]) or ()):
                return True
    return any(one.found.in_shell and "ERR" in one.values for one in script.invocations if one.name == "trap")
