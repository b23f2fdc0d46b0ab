"""RC546."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import start
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import Expose


@rule("RC546", Severity.INFO, "dockerfile-to-engine", words="expose")
def start_script(recipe: Recipe) -> Iterator[Problem]:
    """`instance start` does not run `ENTRYPOINT` and `CMD`.

    An instance that is started with `instance start` runs the `%startscript` of a definition file, and an image that
    was made from a Dockerfile has none: the instance is there, and nothing runs in it. `instance run`, of Apptainer 1.2
    and SingularityCE 4, runs what `run` does.

    ## Example

    ```dockerfile
    FROM debian:12
    EXPOSE 8080
    CMD ["app", "serve"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    CMD ["app", "serve"]
    ```
    """
    if not any(placed.stage in recipe.final_stages for _, placed in recipe.steps(Expose)):
        return
    words = start(recipe).words
    if words and words[0].text.rpartition("/")[2] not in ("bash", "sh", "ash", "zsh"):
        can_run = recipe.target.has_appstart
        yield Problem(
            words[0].span,
            f"`instance start` does not run `{words[0].text}`: there is no `%startscript`",
            "start the service with `instance run`" if can_run else "write a `%startscript` that runs the same",
        )
