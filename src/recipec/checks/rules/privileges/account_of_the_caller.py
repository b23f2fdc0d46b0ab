"""RC114."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity


@rule("RC114", Severity.INFO, "definition", "dockerfile-to-engine", words="useradd adduser")
def account_of_the_caller(recipe: Recipe) -> Iterator[Problem]:
    """An account of the image has the number that the first user of most machines has.

    Up to Apptainer 1.4, `whoami` looks into the image first: whoever has the uid 1000 is called by the name that the
    image has for it, and programs that compare it with `$USER` or the home directory disagree.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        useradd --uid 1000 app
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p /opt/app
    ```
    """
    if not recipe.target.is_apptainer:
        return
    for one in recipe.invocations("useradd", "adduser"):
        if recipe.is_made_by(one.script):
            operands, options = one.split("-d -u -g -G -s -c -k -b --uid --gid --shell --groups --home --gecos")
            word = options.get("-u") or options.get("--uid")
            if word is not None and word.value == "1000" and operands:
                yield Problem(
                    one.at(word),
                    f"who has the uid 1000 is called `{operands[0].raw}` in the image",
                    "leave the account out, or give it another number",
                )
