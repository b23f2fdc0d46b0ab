"""RC760."""

from collections.abc import Iterator

from recipec.checks.images import distribution_of
from recipec.checks.packages import Asked
from recipec.checks.recipe import Recipe
from recipec.checks.releases import Distribution
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix

_ENOUGH = ("--break-system-packages", "--target", "-t", "--prefix", "--root", "--python")


@rule("RC760", Severity.ERROR, "definition", "dockerfile", words="pip")
def managed_python(recipe: Recipe) -> Iterator[Problem]:
    """`pip` refuses to install into the Python of the distribution.

    Since Debian 12, Ubuntu 23.04 and Alpine 3.19 that Python is the distribution's own to manage: `pip install` stops
    with `error: externally-managed-environment`. A virtual environment is what it asks for; in an image that is for
    one thing alone, the option does no harm.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y python3-pip
        pip3 install --no-cache-dir numpy==2.1.0
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y python3-pip
        pip3 install --break-system-packages --no-cache-dir numpy==2.1.0
    ```
    """
    text = recipe.source.text
    if "EXTERNALLY-MANAGED" in text or "PIP_BREAK_SYSTEM_PACKAGES" in text or "break-system-packages true" in text:
        return
    told: set[int] = set()
    for asked in recipe.packages("pip"):
        one = asked.invocation
        stage = recipe.stages[one.script.stage]
        if not one.script.is_build or one.script.stage in told or asked.has(*_ENOUGH):
            continue
        base = distribution_of(recipe, stage, guess=False)
        if base is None or not _is_managed(base) or _has_own_python(recipe, asked):
            continue
        told.add(one.script.stage)
        verb = next(word for word in one.arguments if word.value == "install")
        end = one.at(verb).end
        yield Problem(
            one.at(one.words[0]),
            f"the Python of {base.title} refuses it: `externally-managed-environment`",
            "install into a virtual environment below `/opt`, or add `--break-system-packages`",
            fix=Fix(
                "add `--break-system-packages`",
                (Edit(one.at(verb)._replace(start=end), " --break-system-packages"),),
                is_safe=False,
            ),
        )


def _is_managed(base: Distribution) -> bool:
    if base.name == "debian":
        return base.major is not None and base.major >= 12
    if base.name == "alpine":
        minor = base.version.partition(".")[2].partition(".")[0]
        return base.major == 3 and minor.isdigit() and int(minor) >= 19
    return base.name == "ubuntu" and base.version >= "23.04" and base.major is not None and base.major >= 23


def _has_own_python(recipe: Recipe, asked: Asked) -> bool:
    """Tell whether the `pip` that is run may be another one than that of the distribution."""
    one = asked.invocation
    if "/" in one.words[0].raw or "$" in one.words[0].raw:
        return True
    others = {"conda", "mamba", "micromamba", "virtualenv", "pyenv", "uv", "activate", "add-apt-repository", "pixi"}
    if others & recipe.programs:
        return True
    if any(
        "venv" in word or "activate" in word
        for each in recipe.scripts
        for one in each.invocations
        for word in one.values
    ):
        return True
    # Without the distribution's own pip, it comes from elsewhere.
    return not any(
        name in ("python3-pip", "python-pip", "python3-full", "py3-pip", "py-pip")
        for each in recipe.packages("apt", "apk")
        for name in each.names
    )
