"""RC545."""

from collections.abc import Iterator

from recipec.checks.downloads import FETCHERS, address
from recipec.checks.invocation import Invocation, is_conditional
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import start
from recipec.diagnostics.finding import Severity

_LOCAL = ("localhost", "127.0.0.1", "0.0.0.0")  # noqa: S104 -- what is looked for


@rule(
    "RC545",
    Severity.WARNING,
    "definition",
    "dockerfile-to-engine",
    words=" ".join(FETCHERS),
)
def network_at_start(recipe: Recipe) -> Iterator[Problem]:
    """The image fetches something from the network whenever it starts.

    Compute nodes mostly have no way to the Internet: the start hangs, or fails. Where there is one, what is fetched may
    be another thing tomorrow, and an image that is read-only has no place for packages.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        wget -O model.bin https://example.org/model.bin
        exec app model.bin "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %runscript
        exec app /opt/app/model.bin "$@"
    ```
    """
    for one in start(recipe).invocations:
        what = _fetched(one)
        if what:
            yield Problem(
                one.at(one.words[0]),
                f"every start fetches something {what}, and fails on nodes without the Internet",
                "fetch it in `%post`, or let the caller bind a directory that holds it",
                severity=Severity.INFO if is_conditional(one) else None,
            )
            return


def _fetched(one: Invocation) -> str:
    """Say what a command fetches; empty when it fetches nothing, or what the caller names."""
    if one.name not in FETCHERS or (one.name == "git" and not {"clone", "fetch", "pull"} & set(one.values)):
        return ""
    found = next((read for value in one.values if "$" not in value and (read := address(value)) is not None), None)
    if found is None or found.scheme == "file" or any(host in found.text for host in _LOCAL):
        return ""
    return f"from `{found.host}`"
