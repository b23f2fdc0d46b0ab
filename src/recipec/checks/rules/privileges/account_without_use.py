"""RC112."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import SetUser


@rule("RC112", Severity.INFO, "definition", "dockerfile-to-engine", words="useradd adduser")
def account_without_use(recipe: Recipe) -> Iterator[Problem]:
    """Nobody ever is the user for whom an account is made.

    The image runs as whoever starts it, and `%post` runs as root. An account for the user of an image of Docker's is
    neither, and in an unprivileged build the commands that make it may fail.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        useradd --create-home app
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p /opt/app
    ```
    """
    names = {(recipe.value(step.user, placed.state) or "").partition(":")[0] for step, placed in recipe.steps(SetUser)}
    for one in recipe.invocations("useradd", "adduser"):
        operands, options = one.split(
            "-d -u -g -G -s -c -k -b -e -f -p -h --uid --gid --shell --groups --home --gecos --ingroup"
        )
        is_system = any(option in options for option in ("-r", "--system", "-S", "-D"))
        name = operands[0].value if operands else None
        if not recipe.is_made_by(one.script) or name is None:
            continue
        switches = any(name in other.values for other in recipe.invocations("su", "runuser", "gosu", "sudo"))
        if is_system and name not in names:
            continue
        if not switches:
            yield Problem(
                one.at(operands[0]),
                f"nobody is `{name}` when the image runs: it runs as whoever starts it",
                "leave the account out, with the `chown` that is for it, if nothing else needs it",
            )
