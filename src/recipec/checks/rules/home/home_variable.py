"""RC215."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import SetEnv
from recipec.ir.text import show
from recipec.ir.walk import assigned_name
from recipec.source import Span


@rule("RC215", Severity.WARNING, "dockerfile-to-engine", words="home")
def home_variable(recipe: Recipe) -> Iterator[Problem]:
    """`ENV HOME` does not say where home is.

    Apptainer and Singularity set `HOME` to the home of whoever runs the image, and mount that, whatever the image
    says. While a definition file is built it is `/root`. A program that looks for its settings in the image's home
    finds those of the user, or none.

    ## Example

    ```dockerfile
    FROM debian:12
    ENV HOME=/opt/app
    CMD ["/bin/ls", "/opt"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    ENV APP_HOME=/opt/app
    CMD ["/bin/ls", "/opt"]
    ```
    """
    for step, placed in recipe.steps(SetEnv):
        for assignment in step.assignments:
            if placed.stage not in recipe.final_stages or assigned_name(assignment, placed.state) != "HOME":
                continue
            if recipe.value(assignment.value, placed.state) == "/root":
                continue  # what it is for root anyway
            at = recipe.source.text.find("HOME", placed.span.start, placed.span.end)
            yield Problem(
                placed.span if at < 0 else Span(at, at + len("HOME")),
                f"`HOME` is the home of whoever runs the image, not `{show(assignment.value)}`",
                "tell programs where their files are with a variable of their own, or have it run with `--home`",
            )
