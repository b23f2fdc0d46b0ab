"""RC233."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.packages import Asked, asked
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import Started, started
from recipec.checks.variables import environment_of
from recipec.diagnostics.finding import Severity

_WORDS = "apt yum dnf apk zypper pip uv conda mamba npm yarn install.packages cran gem"


@rule("RC233", Severity.ERROR, "dockerfile-to-engine", "definition", words=_WORDS)
def install_at_start(recipe: Recipe) -> Iterator[Problem]:
    """Something is installed when the image starts, into an image that is read-only.

    `apt-get` stops with `Could not open file /var/lib/apt/lists/...: Read-only file system`, `conda` with
    `EnvironmentNotWritableError`. `pip` says nothing and installs below the caller's home, on the host, where every
    other image with the same Python finds it.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        apt-get install -y tool
        exec tool "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y --no-install-recommends tool
        rm -rf /var/lib/apt/lists/*

    %runscript
        exec tool "$@"
    ```
    """
    scripts = list(started(recipe))
    scripts += (Started(script) for script in environment_of(recipe))
    for one in scripts:
        if _has_environment(one):
            continue
        for invocation in one.script.invocations:
            wish = asked(invocation)
            if wish is not None and _fails(wish):
                yield _problem(one, invocation, wish)
                break


def _fails(wish: Asked) -> bool:
    """Tell whether it would write into the image."""
    if "||" in wish.invocation.statement.operators or wish.has("--dry-run", "-s", "--help", "-h", "--simulate"):
        return False
    match wish.manager:
        case "apt" | "yum" | "zypper" | "apk" | "pacman" | "dpkg" | "rpm":
            return wish.action in ("install", "update", "upgrade", "remove") and not wish.has("--root", "-p")
        case "pip" | "npm" | "gem":
            elsewhere = ("--target", "-t", "--prefix", "--user", "--root", "-d", "--install-dir", "-i")
            return (
                wish.action == "install"
                and bool(wish.packages or wish.files or wish.editable)
                and not wish.has(*(elsewhere if wish.manager == "gem" else elsewhere[:-1]))
                and (wish.manager != "npm" or wish.has("-g", "--global"))
            )
        case "conda" if wish.verb not in ("create", "env create"):
            # A new environment goes to the caller's home.
            return wish.action in ("install", "upgrade") and not wish.has("-p", "--prefix") and bool(wish.packages)
        case _:
            return False


def _problem(one: Started, invocation: Invocation, wish: Asked) -> Problem:
    says = {"pip": "it lands in the caller's home on the host", "conda": "`EnvironmentNotWritableError`"}
    what = says.get(wish.manager, "Read-only file system")
    return Problem(
        one.of(invocation),
        f"`{invocation.name}` cannot install into the image when it runs: {what}{one.where}",
        "install while the image is built",
        severity=Severity.WARNING if wish.manager == "pip" else None,
    )


def _has_environment(one: Started) -> bool:
    """Tell whether the script makes or enters an environment of its own, which may be where everybody can write."""
    text = one.script.text
    return any(word in text for word in ("venv", "/activate", "PYTHONUSERBASE", "PIP_TARGET", "PIP_PREFIX"))
