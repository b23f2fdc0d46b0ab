"""RC105."""

from collections.abc import Iterator

from recipec.checks.modes import changes
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity


@rule("RC105", Severity.WARNING, "definition", "dockerfile-to-engine", names="chmod setcap")
def setuid_program(recipe: Recipe) -> Iterator[Problem]:
    """A setuid bit, or a capability of a file, has no effect when the image runs.

    Apptainer and Singularity mount images `nosuid` and set `no_new_privs`: no program gains privileges, so that `ping`,
    `su`, `mount` and their like fail, whatever their mode and capabilities.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        chmod u+s /usr/bin/tail
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        chmod a+rx /usr/bin/tail
    ```
    """
    for change in changes(recipe):
        one = change.invocation
        if change.mode.is_setuid and not one.has("-R", "--recursive") and recipe.is_made_by(one.script):
            yield Problem(
                one.at(change.word),
                f"`{change.operands[0].raw}` does not gain the rights of its owner when the image runs",
                "leave the bit out, and do without what needs it",
            )
    for one in recipe.invocations("setcap"):
        values = one.values
        if recipe.is_made_by(one.script) and len(values) > 1 and "-r" not in values:
            yield Problem(
                one.at(one.words[0]),
                f"`{values[-1]}` does not get capabilities when the image runs",
                "leave `setcap` out, and do without what needs them",
            )
