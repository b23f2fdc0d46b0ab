"""RC713."""

from collections.abc import Iterator

from recipec.checks.header import base_span
from recipec.checks.images import image
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity


@rule("RC713", Severity.INFO, "definition", "dockerfile")
def registry(recipe: Recipe) -> Iterator[Problem]:
    """The base comes from a registry that not everybody can pull from, or that is not allowed.

    Registries of cloud accounts answer only who has logged in, on each machine that builds: `unauthorized`. Where
    `allowed-registries` lists the registries of a site, an image from any other is an error.

    ## Example

    ```singularity --allowed-registries quay.io
    Bootstrap: docker
    From: ghcr.io/me/base:1.0
    ```

    ## Use instead

    ```singularity --allowed-registries quay.io
    Bootstrap: docker
    From: quay.io/me/base:1.0
    ```
    """
    allowed = recipe.settings.allowed_registries
    for stage in recipe.stages:
        one = image(stage.reference) if stage.reference else None
        if one is None:
            continue
        if allowed and one.registry not in allowed:
            yield Problem(
                base_span(recipe, stage),
                f"`{one.registry}` is not among the registries that are allowed",
                f"take the image from {' or '.join(f'`{name}`' for name in allowed)}",
                severity=Severity.ERROR,
            )
        elif one.registry.endswith(".amazonaws.com") or one.registry.endswith(".azurecr.io"):
            yield Problem(
                base_span(recipe, stage),
                f"`{one.registry}` answers only who has logged in",
                f"where it is built: `apptainer registry login docker://{one.registry}`",
            )
