"""RC423."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.variables import Assigned
from recipec.diagnostics.finding import Related, Severity


@rule("RC423", Severity.INFO, "definition", words="_environment /.singularity.d/env")
def environment_written_in_post(recipe: Recipe) -> Iterator[Problem]:
    """A variable is set in `%environment` and by `%post`, whose value wins.

    What `%post` writes to `$APPTAINER_ENVIRONMENT`, or `$SINGULARITY_ENVIRONMENT`, is read after `%environment`, and
    that after the variables of the base image. So the value in `%environment` never counts. Above all of them stands
    what the caller says with `--env` or `APPTAINERENV_`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        echo 'export APP_MODE=slow' >> $APPTAINER_ENVIRONMENT

    %environment
        export APP_MODE=fast
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export APP_MODE=fast
    ```
    """
    number = recipe.final.number
    said: dict[str, Assigned] = {}
    for one in recipe.assigned:
        if one.place == "environment" and one.stage == number and one.is_exported:
            said[one.name] = one
    for one in recipe.assigned:
        if one.place == "file" and one.stage == number and one.name in said and not one.mentions_itself:
            other = said.pop(one.name)
            if other.raw == one.raw:
                continue
            yield Problem(
                other.at,
                f"`{one.name}` is what `%post` has written for it, and never this",
                "set it in one place",
                related=(Related(one.at, "this is read later"),),
            )
