"""RC238."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.shells import shell_of
from recipec.diagnostics.finding import Severity

# What runs ldconfig by itself, as installing a package with a library in it does.
_RUN_IT = frozenset("ldconfig apt-get apt dpkg yum dnf microdnf zypper pacman rpm".split())
_HELP = "run `ldconfig` at the end"
_ELSEWHERE = ("LD_LIBRARY_PATH", "rpath", "RPATH", "LD_RUN_PATH")


@rule("RC238", Severity.WARNING, "dockerfile-to-engine", "definition", words="/usr/local/lib ld.so.conf")
def missing_ldconfig(recipe: Recipe) -> Iterator[Problem]:
    """A library was put where the loader looks only after `ldconfig`.

    The loader finds libraries in `/usr/local/lib` and in the directories of `/etc/ld.so.conf.d` by a cache, which
    `ldconfig` writes. Without it programs end with `cannot open shared object file`, and in an image that is read-only
    nobody can make up for it.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        make -C /opt/tool
        cp /opt/tool/libtool.so.1 /usr/local/lib/
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        make -C /opt/tool
        cp /opt/tool/libtool.so.1 /usr/local/lib/
        ldconfig
    ```
    """
    if any(word in recipe.source.text for word in _ELSEWHERE):
        return
    if shell_of(recipe, recipe.final) == "ash":
        return
    scripts = (script for script in recipe.scripts if recipe.is_made_by(script))
    events = [problem for script in scripts for _, problem in _events(script)]
    if events and events[-1] is not None:
        yield events[-1]


def _events(script: PlacedScript) -> list[tuple[int, Problem | None]]:
    """Give what makes the cache old, and None for what makes it new, in the order of the script."""
    events: list[tuple[int, Problem | None]] = [
        (one.found.command.span.start, None) for one in script.invocations if one.name in _RUN_IT
    ]
    said = "programs do not find this library: the loader's cache does not know it"
    events += [
        (one.found.command.span.start, Problem(one.span, said, _HELP))
        for one in script.invocations
        if one.name in ("cp", "mv", "install") and _brings_library(one)
    ]
    events += [
        (touch.found.command.span.start, Problem(touch.span, said.replace("this library", "what is there"), _HELP))
        for touch in script.touches
        if touch.way == "write" and touch.path.startswith("/etc/ld.so.conf") and touch.program not in _RUN_IT
    ]
    return sorted(events, key=lambda event: event[0])


def _brings_library(one: Invocation) -> bool:
    operands, options = one.split("-m -o -g -t --target-directory --mode")
    into = options.get("-t") or (operands.pop() if operands else None)
    if into is None or into.value is None or not into.value.startswith("/usr/local/lib"):
        return False
    names = [into.value.removeprefix("/usr/local/lib").strip("/") or "", *(word.raw for word in operands)]
    below = names[0] and ".so" not in names[0]
    return not below and any(".so" in name and name.rpartition("/")[2].startswith("lib") for name in names)
