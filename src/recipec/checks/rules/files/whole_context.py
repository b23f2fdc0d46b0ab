"""RC607."""

from collections.abc import Iterator

from recipec.checks.copying import from_context, from_host
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.format import Format

_ALL = (".", "./", "./.", "*", "./*")
_IMAGES = (".sif", ".simg", ".img")
_SECRETS = (".env", ".netrc", ".ssh", ".aws", "id_rsa", "id_ed25519", ".docker")


@rule("RC607", Severity.WARNING, "definition", "dockerfile-to-engine", words="%files", names="copy add")
def whole_context(recipe: Recipe) -> Iterator[Problem]:
    """`.` in `%files` copies everything that is there: the history, old images, secrets.

    `%files` knows no `.dockerignore`. What lies in the directory in which the image is built gets into it, also `.git`,
    data, `.env`, and the image that was built last time, so that each is larger than the one before.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %files
        . /opt/app
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %files
        pyproject.toml /opt/app/pyproject.toml
        src/. /opt/app/src
    ```
    """
    if recipe.format is Format.DOCKERFILE:
        yield from _in_dockerfile(recipe)
        return
    for one in from_host(recipe):
        if one.source in _ALL:
            unwanted = _unwanted(recipe, dotted="*" not in one.source)
            yield Problem(
                one.at,
                f"`{one.source}` copies {_shown(unwanted)} into the image too"
                if unwanted
                else f"`{one.source}` copies everything that is in the directory, as "
                + ("old images" if "*" in one.source else "`.git` and old images"),
                "list what the image needs; no ignore file counts here",
                severity=None if unwanted else Severity.INFO,
            )


def _unwanted(recipe: Recipe, *, dotted: bool) -> list[str]:
    """Name what is beside the recipe and belongs into no image."""
    names = recipe.context.names("") if recipe.context is not None else ()
    return [
        name
        for name in names
        if (name == ".git" or name in _SECRETS or name.endswith(_IMAGES)) and (dotted or not name.startswith("."))
    ]


def _shown(names: list[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:3])
    return shown + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _in_dockerfile(recipe: Recipe) -> Iterator[Problem]:
    if recipe.context is None or recipe.context.entry(".dockerignore") is None:
        return
    for one in from_context(recipe):
        if one.source in _ALL:
            yield Problem(
                one.at,
                "`%files` copies what `.dockerignore` hides",
                "`recipec convert` lists the files that Docker copies",
                severity=Severity.INFO,
            )
