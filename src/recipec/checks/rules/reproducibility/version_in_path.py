"""RC756."""

from collections.abc import Iterator

from recipec.checks.images import image_of
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.regex import regex
from recipec.source import Span

_PATH = regex(r"(?:/[\w.+-]+)*/python(\d\.\d+)/(?:site|dist)-packages")


@rule("RC756", Severity.WARNING, "definition", "dockerfile", words="python2. python3.")
def version_in_path(recipe: Recipe) -> Iterator[Problem]:
    """A path names a version of Python, and the base image may bring another one.

    The base has no tag, or `latest`: its Python moves on, and `/usr/local/lib/python3.5/site-packages` is no longer
    there. What is set to that path, or copied there, has no effect then.

    ## Example

    ```dockerfile
    FROM tensorflow/tensorflow:latest
    RUN chmod a+r /usr/local/lib/python3.5/dist-packages/*
    ```

    ## Use instead

    ```dockerfile
    FROM tensorflow/tensorflow:2.17.0
    RUN chmod a+r /usr/local/lib/python3.11/dist-packages/*
    ```
    """
    base = image_of(recipe, recipe.final)
    if base is None or not base.is_latest:
        return
    name = base.name.rpartition("/")[2]
    told: set[str] = set()
    for script in recipe.scripts:
        for found in script.script.commands:
            for match in _PATH.finditer(script.text, found.command.span.start, found.command.span.end):
                is_named = match[1] in name or match[1].replace(".", "") in name
                if match[1] in told or is_named or _is_own(match[0]) or _installs(recipe, match[1]):
                    continue
                told.add(match[1])
                yield Problem(
                    script.span(Span(match.start(), match.end())),
                    f"`{base.name}` without a version may come with another Python than {match[1]}",
                    "name a version of the base image, or ask Python for the path",
                )


def _is_own(path: str) -> bool:
    """Tell whether a path is below something that the recipe installs itself."""
    return "/envs/" in path or (path.startswith("/opt/") and not path.startswith("/opt/conda/"))


def _installs(recipe: Recipe, version: str) -> bool:
    """Tell whether the recipe brings that Python itself."""
    return any(
        f"python{version}" in word.raw or f"python={version}" in word.raw or version in word.raw
        for asked in recipe.packages()
        for word in asked.packages
        if "python" in word.raw
    )
