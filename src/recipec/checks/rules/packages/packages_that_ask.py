"""RC803."""

from collections.abc import Iterator

from recipec.checks.additions import above
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Fix

# These ask for a place on earth, a keyboard or a server's settings whenever they are installed.
_ASK = frozenset(
    ("tzdata", "keyboard-configuration", "console-setup", "postfix", "slapd", "krb5-user", "iptables-persistent")
)
_MAY = frozenset(
    (
        "r-base texlive texlive-full texlive-latex-extra libboost-all-dev gnuplot gnuplot-x11 python3-tk "
        "python3-opengl libopencv-dev mysql-server"
    ).split()
)


@rule("RC803", Severity.WARNING, "definition", words="apt")
def packages_that_ask(recipe: Recipe) -> Iterator[Problem]:
    """A package asks questions while it is installed, and nothing tells it not to.

    `tzdata`, `keyboard-configuration` and their like open a dialog. Under Apptainer 1.4 standard input is empty, so
    that the first answer is taken after a page of complaints; older engines, and builds by hand at a terminal, stand
    still at `Please select the geographic area`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y tzdata
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        export DEBIAN_FRONTEND=noninteractive
        apt-get update
        apt-get install -y tzdata
    ```
    """
    text = recipe.source.text
    if "DEBIAN_FRONTEND" in text or "debconf" in text:
        return
    told: set[int] = set()
    for asked in recipe.packages("apt"):
        script = asked.invocation.script
        if not script.is_build or script.stage in told:
            continue
        for word, name in zip(asked.packages, (word.raw for word in asked.packages), strict=True):
            if name not in _ASK and name not in _MAY:
                continue
            told.add(script.stage)
            edit = above(script, "export DEBIAN_FRONTEND=noninteractive")
            yield Problem(
                asked.invocation.at(word),
                f"`{name}` asks questions while it is installed"
                if name in _ASK
                else f"`{name}` brings packages that may ask questions while they are installed",
                "put `export DEBIAN_FRONTEND=noninteractive` at the top of `%post`",
                fix=None if edit is None else Fix("let no package ask", (edit,), is_safe=True),
                severity=None if name in _ASK else Severity.INFO,
            )
            break
