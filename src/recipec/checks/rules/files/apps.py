"""RC620."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.ir.steps import App, AppSection


@rule("RC620", Severity.WARNING, "definition-to-docker", words="%app")
def apps(recipe: Recipe) -> Iterator[Problem]:
    """Docker knows no apps.

    `%appinstall`, `%apprun` and their like describe several programs in one image, each with its own directory below
    `/scif` and its own variables. `recipec convert` lays that out as Apptainer does and starts an app with
    `docker run IMAGE --app NAME`; the variables of all other apps are not set there.

    ## Example

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %apprun hello
        exec echo hello "$@"
    ```

    ## Use instead

    ```singularity --target docker
    Bootstrap: docker
    From: debian:12

    %runscript
        exec echo hello "$@"
    ```
    """
    first: dict[str, tuple[App, Related]] = {}
    for step, placed in recipe.steps(App):
        first.setdefault(step.name, (step, Related(placed.span, f"the app `{step.name}`")))
    if first:
        (step, related), *others = first.values()
        runs = any(one.section is AppSection.RUN and one.name == step.name for one, _ in recipe.steps(App))
        yield Problem(
            related.span,
            f"Docker knows no apps: nothing there is like `apptainer run --app {step.name}`",
            f"`recipec convert` lays apps out below `/scif`; `docker run IMAGE --app {step.name}` starts this one"
            if runs
            else "call what the app installs by its path below `/scif`, where `recipec convert` puts it",
            tuple(other for _, other in others),
        )
