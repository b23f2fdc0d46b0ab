"""RC508."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import start
from recipec.diagnostics.finding import Severity


@rule("RC508", Severity.INFO, "dockerfile-to-engine", names="entrypoint")
def arguments_evaluated(recipe: Recipe) -> Iterator[Problem]:
    """The arguments of an image from a registry are evaluated by a shell.

    Apptainer and Singularity make a runscript of ENTRYPOINT and CMD that puts the arguments through `eval`. An argument
    `'$(id -u)'` is run, `'{"a":1}'` arrives without its quotes, and one quote alone ends in `reached EOF without
    closing quote`. An image that is built from a definition file with a `%runscript`, as `recipec convert` writes it,
    hands arguments on as they are.

    ## Example

    ```dockerfile
    FROM python:3.12-slim
    ENTRYPOINT ["python3"]
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %runscript
        exec python3 "$@"
    ```
    """
    # Singularity 2 knows nothing of it.
    if recipe.target.is_singularity_2:
        return
    started = start(recipe)
    # What is there for its arguments: without an ENTRYPOINT they are the command, and most people give none.
    if any(script.kind == "entrypoint" for script in started.scripts):
        words = started.words
        yield Problem(
            words[0].span if words else started.scripts[0].origin,
            "`apptainer run` evaluates its arguments once more when the image comes from a registry: "
            "`'$(date)'` is run, quotes are lost",
            "build from a definition file, as `recipec convert` writes it, or run with `--no-eval`",
        )
