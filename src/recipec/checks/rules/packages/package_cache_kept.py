"""RC805."""

from collections.abc import Iterator

from recipec.checks.additions import to_section
from recipec.checks.caches import kept
from recipec.checks.packages import Manager
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span

_CLEAN: dict[Manager, str] = {"yum": "clean all", "zypper": "clean --all"}


@rule("RC805", Severity.INFO, "definition", words="yum dnf zypper apk")
def package_cache_kept(recipe: Recipe) -> Iterator[Problem]:
    """What `yum`, `dnf`, `zypper` or `apk` fetched stays in the image.

    The packages themselves and the lists of them are kept below `/var/cache` for the next installation, which will
    fetch newer ones. A definition file makes one layer, so it does not matter where in `%post` they are removed.

    ## Example

    ```singularity
    Bootstrap: docker
    From: rockylinux/rockylinux:9

    %post
        dnf install -y gcc
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: rockylinux/rockylinux:9

    %post
        dnf install -y gcc
        dnf clean all
    ```
    """
    managers: tuple[Manager, ...] = ("yum", "zypper", "apk")
    for manager in managers:
        for asked in kept(recipe, manager):
            one = asked.invocation
            if manager == "apk":
                verb = next(word for word in one.arguments if word.value == asked.verb)
                end = one.at(verb).end
                help_, edit = "write `apk add --no-cache`", Edit(Span(end, end), " --no-cache")
                fix: Fix | None = Fix("keep no cache", (edit,), is_safe=True)
            else:
                command = f"{one.name} {_CLEAN[manager]}"
                help_, added = f"end `%post` with `{command}`", to_section(recipe, "post", command)
                is_last = one.script.stage == recipe.final.number
                fix = Fix("clean up", (added,), is_safe=True) if added is not None and is_last else None
            yield Problem(one.span, f"what `{one.name}` fetched stays in the image", help_, fix=fix)
