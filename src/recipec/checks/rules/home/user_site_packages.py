"""RC203."""

from collections.abc import Iterator

from recipec.checks.additions import to_section, to_stage
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Fix
from recipec.format import Format

_VARIABLE = "PYTHONNOUSERSITE"


@rule("RC203", Severity.INFO, "definition", "dockerfile-to-engine", words="pip conda mamba")
def user_site_packages(recipe: Recipe) -> Iterator[Problem]:
    """Python packages in the home of whoever runs the image come before those of the image.

    Home is mounted, and Python looks into `~/.local/lib/python3.x` first: a `numpy` that the user once installed there
    replaces the image's, with another version, or with libraries that the image lacks (`undefined symbol`). With
    `PYTHONNOUSERSITE` Python leaves that directory alone.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %post
        pip install --no-cache-dir numpy==2.0.0
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %post
        pip install --no-cache-dir numpy==2.0.0

    %environment
        export PYTHONNOUSERSITE=1
    ```
    """
    # Poetry's setting asks for none.
    text = recipe.source.text.replace("virtualenvs.create", "")
    # A virtual environment leaves home alone by itself.
    if any(
        mark in text for mark in (_VARIABLE, "python -s", "python3 -s", " -I ", "venv", "virtualenv", "VIRTUAL_ENV")
    ):
        return
    first = next(
        (asked.invocation for asked in recipe.packages("pip", "conda") if recipe.is_made_by(asked.invocation.script)),
        None,
    )
    if first is None:
        return
    is_definition = recipe.format is Format.DEFINITION
    edit = (
        to_section(recipe, "environment", f"export {_VARIABLE}=1")
        if is_definition
        else to_stage(recipe, f"ENV {_VARIABLE}=1")
    )
    yield Problem(
        first.at(first.words[0]),
        "packages in `~/.local` of whoever runs the image come before these",
        f"set `{_VARIABLE}=1` in {'`%environment`' if is_definition else 'an `ENV`'}",
        fix=None if edit is None else Fix(f"set `{_VARIABLE}`", (edit,), is_safe=True),
    )
