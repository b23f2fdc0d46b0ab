"""RC014."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@rule("RC014", Severity.INFO, "definition", words="includecmd")
def header_without_effect(recipe: Recipe) -> Iterator[Problem]:
    """`IncludeCmd` does nothing.

    Singularity 2 took the `CMD` of a Docker image for a runscript when this header line asked for it. Later engines
    read the line and never look at it: they keep `ENTRYPOINT` and `CMD` of the base whenever a recipe has no
    `%runscript`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim
    IncludeCmd: yes
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim
    ```
    """
    if recipe.target.is_singularity_2:
        return
    text = recipe.source.text
    for stage in recipe.stages:
        for line in stage.header:
            if line.key.lower() == "includecmd" and line.span is not None:
                end = text.find("\n", line.span.end)
                cut = Span(line.span.start, len(text) if end < 0 else end + 1)
                yield Problem(
                    line.span,
                    "`IncludeCmd` has no effect",
                    "remove the line: the base's `ENTRYPOINT` and `CMD` are kept whenever there is no `%runscript`",
                    fix=Fix("remove the line", (Edit(cut, ""),), is_safe=True),
                )
