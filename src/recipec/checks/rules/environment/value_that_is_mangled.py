"""RC401."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity

_MARKS = {'"': "a double quote", "\\": "a backslash", "$": "a dollar sign", "\n": "a line break"}


@rule("RC401", Severity.INFO, "dockerfile-to-engine", names="env")
def value_that_is_mangled(recipe: Recipe) -> Iterator[Problem]:
    """An `ENV` value has characters that engines spoil when they take the image from a registry.

    Up to Apptainer 1.4.5 and SingularityCE 4.3 an image's variables are written into a shell script with the wrong
    quotes: `"`, `\\`, `$` and line breaks come out with backslashes or replaced, and a single backquote makes the whole
    script unreadable, so that every variable of the image is lost. A definition file made by `recipec convert` sets
    them right.

    ## Example

    ```dockerfile
    FROM debian:12
    ENV APP_OPTIONS='{"mode": "fast"}'
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    COPY options.json /etc/app/options.json
    ENV APP_OPTIONS_FILE=/etc/app/options.json
    ```
    """
    if recipe.target.is_singularity_2:
        return  # Singularity 2 writes them in another way
    set_here = [one for one in recipe.assigned if one.place == "env" and one.stage in recipe.final_stages]
    wrong = [one for one in set_here if any(mark in (one.value or "") for mark in ("`", *_MARKS))]
    backquotes = [one for one in wrong if "`" in (one.value or "")]
    if not wrong:
        return
    first = (backquotes or wrong)[0]
    value = first.value or ""
    mark = next((told for mark, told in _MARKS.items() if mark in value), "")
    message = (
        f"the backquote in `{first.name}` loses all variables of the image, if an engine pulls it from a registry"
        if backquotes
        else f"`{first.name}` has {mark}, and comes out changed if an engine pulls the image from a registry"
    )
    yield Problem(
        first.value_at,
        message,
        "`recipec convert` writes a definition file that sets it as it is; or keep the value in a file",
        related=tuple(Related(one.at, "this too") for one in wrong if one is not first),
    )
