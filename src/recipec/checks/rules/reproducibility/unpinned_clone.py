"""RC751."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Severity
from recipec.format import Format

_PINS = frozenset(("checkout", "reset", "switch", "fetch", "worktree"))
_VALUED = "-b --branch --depth -c -C -o -j --jobs --reference --origin --recurse-submodules --filter"


@rule("RC751", Severity.WARNING, "definition", "dockerfile", names="git")
def unpinned_clone(recipe: Recipe) -> Iterator[Problem]:
    """`git clone` takes whatever the repository has today.

    The next build takes another state of it, which may need other libraries, write other results, or not compile. The
    image does not tell which state it was either.

    ## Example

    ```singularity
    Bootstrap: docker
    From: alpine/git:2.45.2

    %post
        git clone https://github.com/lh3/bwa.git /opt/bwa
        make -C /opt/bwa
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: alpine/git:2.45.2

    %post
        git clone --branch v0.7.18 https://github.com/lh3/bwa.git /opt/bwa
        make -C /opt/bwa
    ```
    """
    severity = Severity.INFO if recipe.format is Format.DOCKERFILE else None
    clones = recipe.invocations("git")
    pinned = _pins(clones)
    for one in clones:
        operands, options = one.split(_VALUED)
        if not one.script.is_build or not operands or operands[0].value != "clone" or len(operands) < 2:
            continue
        if "-b" in options or "--branch" in options or _is_pinned(one, pinned):
            continue
        yield Problem(
            one.at(operands[1]),
            f"`{_name(operands[1].raw)}` is cloned as it is today, and will be another one in the next build",
            "name a tag with `--branch`, or check out a commit",
            severity=severity,
        )
    for asked in recipe.packages("pip"):
        for word in (*asked.packages, *asked.editable):
            address = word.raw.strip("\"'")
            if asked.invocation.script.is_build and "git+" in address and "@" not in address.rpartition("://")[2]:
                yield Problem(
                    asked.invocation.at(word),
                    f"`{_name(address)}` is installed as it is today, and will be another one in the next build",
                    "name a tag or a commit: `git+https://...@v1.2`",
                    severity=severity,
                )


def _pins(clones: list[Invocation]) -> dict[int, dict[PlacedScript, int]]:
    """Say in which scripts of each stage a state is chosen, and where it is chosen last."""
    found: dict[int, dict[PlacedScript, int]] = {}
    for one in clones:
        if _PINS & set(one.values):
            there = found.setdefault(one.script.stage, {})
            there[one.script] = max(one.words[0].span.start, there.get(one.script, 0))
    return found


def _is_pinned(clone: Invocation, pins: dict[int, dict[PlacedScript, int]]) -> bool:
    """Tell whether a state is chosen in the stage of a clone: in another script, or later in its own."""
    there = pins.get(clone.script.stage, {})
    own = there.get(clone.script, -1)
    return len(there) > (own >= 0) or own > clone.words[0].span.start


def _name(address: str) -> str:
    text = address.strip("\"'").partition("#")[0].rstrip("/")
    return text.rpartition("/")[2].removesuffix(".git") or text
