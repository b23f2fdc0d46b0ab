"""RC758."""

from collections.abc import Iterator

from recipec.checks.images import distribution_of
from recipec.checks.recipe import Recipe
from recipec.checks.releases import Distribution
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity

# Packages, and the releases of Debian and Ubuntu since which they are gone.
_GONE = {
    "python-pip": (11, 20),
    "python-setuptools": (12, 24),
    "python-numpy": (12, 24),
    "python-scipy": (12, 24),
    "python-virtualenv": (12, 24),
}
# The Python of a release, where it is one that today's get-pip.py refuses (it wants 3.9).
_OLD = {
    ("ubuntu", 14): "3.4",
    ("ubuntu", 16): "3.5",
    ("ubuntu", 18): "3.6",
    ("ubuntu", 20): "3.8",
    ("debian", 8): "3.4",
    ("debian", 9): "3.5",
    ("debian", 10): "3.7",
    ("centos", 7): "3.6",
}
_GET_PIP = "bootstrap.pypa.io/get-pip.py"


@rule("RC758", Severity.ERROR, "definition", "dockerfile", words="python- get-pip.py")
def ended_python(recipe: Recipe) -> Iterator[Problem]:
    """Packages of Python 2, or an installer that the Python of the base is too old for.

    Since Debian 11 and Ubuntu 20.04 Python 2 is on its way out: `Package 'python-pip' has no installation candidate`.
    The other way round `get-pip.py` wants a Python that is kept up: `ERROR: This script does not work on Python 3.6`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: ubuntu:24.04

    %post
        apt-get update
        apt-get install -y python-pip
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: ubuntu:24.04

    %post
        apt-get update
        apt-get install -y python3-pip
    ```
    """
    for asked in recipe.packages("apt"):
        one = asked.invocation
        base = distribution_of(recipe, recipe.stages[one.script.stage], guess=False)
        if not one.script.is_build or base is None:
            continue
        for word in asked.packages:
            if word.value in _GONE and _is_gone(word.value, base):
                yield Problem(
                    one.at(word),
                    f"{base.title} has no `{word.value}`: Python 2 has ended in 2020",
                    f"install `{word.value.replace('python-', 'python3-')}`",
                )
    for one in recipe.invocations("wget", "curl"):
        base = distribution_of(recipe, recipe.stages[one.script.stage], guess=False)
        python = _OLD.get((base.name, base.major or 0)) if base is not None else None
        for word in one.arguments:
            if python is not None and word.raw.strip("\"'").endswith(_GET_PIP) and not _has_own(recipe):
                yield Problem(
                    one.at(word),
                    f"`get-pip.py` refuses the Python of {base.title if base else 'the base'}, which is too old for it",
                    f"take `https://bootstrap.pypa.io/pip/{python}/get-pip.py`, or a newer base",
                )


def _is_gone(package: str, base: Distribution) -> bool:
    debian, ubuntu = _GONE[package]
    since = {"debian": debian, "ubuntu": ubuntu}.get(base.name)
    return since is not None and base.major is not None and base.major >= since


def _has_own(recipe: Recipe) -> bool:
    """Tell whether another Python than that of the base is installed."""
    return any(
        word.raw.startswith(("python3.", "rh-python", "python36u"))
        for asked in recipe.packages()
        for word in asked.packages
    ) or bool({"conda", "mamba", "pyenv", "configure"} & recipe.programs)
