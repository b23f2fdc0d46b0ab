"""RC753."""

import re
from collections.abc import Iterator
from functools import cache

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity

_FETCHERS = ("wget", "curl", "aria2c", "git")


@cache
def _latest() -> re.Pattern[str]:
    return re.compile(r"[-_.]latest[-_.]|/releases?/latest(?:/|$)|/latest/")


@rule("RC753", Severity.WARNING, "definition", "dockerfile", words="latest")
def latest_installer(recipe: Recipe) -> Iterator[Problem]:
    """What is downloaded is the latest release, whichever that is.

    Installers under a name such as `Miniconda3-latest` change their contents without a change of the name: the next
    build gets another Python, and packages that were installed with it may no longer be there for it.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        environment.yml /opt/environment.yml

    %post
        wget -q https://repo.anaconda.com/miniconda/Miniconda3-latest-Linux-x86_64.sh -O /opt/installer
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        environment.yml /opt/environment.yml

    %post
        wget -q https://repo.anaconda.com/miniconda/Miniconda3-py312_24.5.0-0-Linux-x86_64.sh -O /opt/installer
    ```
    """
    for one in recipe.invocations(*_FETCHERS):
        if not one.script.is_build:
            continue
        for word in one.arguments:
            if "://" in word.raw and _latest().search(word.raw):
                parts = word.raw.strip("\"'").partition("?")[0].rstrip("/").split("/")
                name = parts[-1] if parts[-1] != "latest" else "/".join(parts[-3:])
                yield Problem(
                    one.at(word),
                    f"`{name}` will be another one in the next build",
                    "name the version to download",
                )
