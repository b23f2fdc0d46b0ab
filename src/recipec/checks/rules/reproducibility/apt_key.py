"""RC759."""

from collections.abc import Iterator

from recipec.checks.images import distribution_of
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity


@rule("RC759", Severity.WARNING, "definition", "dockerfile", words="apt-key")
def apt_key(recipe: Recipe) -> Iterator[Problem]:
    """`apt-key` is gone from current distributions.

    Debian 13 and Ubuntu 25.04 no longer have it: `apt-key: not found`. Where there is one, it trusts a key for every
    archive, and stops without `gnupg`, which slim images do not have.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        wget -qO - https://example.org/key.asc | apt-key add -
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        wget -qO /etc/apt/keyrings/x.asc https://example.org/key.asc
        echo "deb [signed-by=/etc/apt/keyrings/x.asc] https://example.org stable main" > /etc/apt/sources.list.d/x.list
    ```
    """
    for one in recipe.invocations("apt-key"):
        if not one.script.is_build or not {"add", "adv"} & set(one.values):
            continue
        base = distribution_of(recipe, recipe.stages[one.script.stage], guess=False)
        newest = {"debian": 13, "ubuntu": 25}.get(base.name if base else "", 1000)
        is_gone = base is not None and base.major is not None and base.major >= newest
        yield Problem(
            one.at(one.words[0]),
            f"{base.title if base else 'the base'} has no `apt-key`"
            if is_gone
            else "the next release of the base will have no `apt-key`",
            "put the key into `/etc/apt/keyrings`, and name it in the source: `[signed-by=...]`",
            severity=Severity.ERROR if is_gone else None,
        )
