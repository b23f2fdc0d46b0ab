"""RC612."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import WriteFile


@rule("RC612", Severity.INFO, "dockerfile-to-engine", words="<<")
def file_in_recipe(recipe: Recipe) -> Iterator[Problem]:
    """A file whose text stands in the recipe has no counterpart in `%files`.

    `COPY <<EOF` writes the lines below it to a file. In a definition file a command of `%post` has to write them; a
    line that begins with `%` would begin a section there, and `{{ }}` is a template. `recipec convert` minds both.

    ## Example

    ```dockerfile
    FROM debian:12
    COPY <<EOF /opt/tool.conf
    threads = 4
    EOF
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    COPY tool.conf /opt/tool.conf
    ```
    """
    for _, placed in recipe.steps(WriteFile):
        yield Problem(
            placed.span,
            "`%files` copies files, and cannot write one",
            "`recipec convert` writes the file in `%post`",
        )
