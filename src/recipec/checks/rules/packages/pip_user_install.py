"""RC811."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@rule("RC811", Severity.ERROR, "definition", "dockerfile-to-engine", words="--user")
def pip_user_install(recipe: Recipe) -> Iterator[Problem]:
    """`pip install --user` installs into a home that nobody will see.

    While the image is built, `~` is `/root`, or the home of the `USER`. When it runs, Apptainer mounts the caller's own
    home, and Python looks for packages of the user there: the module is not found.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %post
        export PIP_NO_CACHE_DIR=1
        pip install --user numpy==2.1.0
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %post
        export PIP_NO_CACHE_DIR=1
        pip install numpy==2.1.0
    ```
    """
    if "PYTHONUSERBASE" in recipe.source.text:
        return
    for asked in recipe.packages("pip"):
        script = asked.invocation.script
        if not recipe.is_made_by(script):
            continue
        for word in asked.invocation.arguments:
            if word.value == "--user":
                place = asked.invocation.at(word)
                before = recipe.source.text[place.start - 1 : place.start]
                cut = Span(place.start - 1, place.end) if before in (" ", "\t") else None
                yield Problem(
                    place,
                    f"`{asked.names[0] if asked.names else 'what is installed'}` is installed below a home that is "
                    "another one when the image runs",
                    "leave out `--user`",
                    fix=None if cut is None else Fix("leave out `--user`", (Edit(cut, ""),), is_safe=True),
                )
