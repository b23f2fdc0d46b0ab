"""RC907."""

from collections.abc import Iterator

from recipec.checks.downloads import FETCHERS, address
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span

_CHECKS = ("sha256sum", "sha512sum", "sha1sum", "md5sum", "gpg", "gpgv", "shasum", "cksum")
# GitHub and its like answer both, with the same files.
_SECURE = (
    "github.com",
    "raw.githubusercontent.com",
    "gitlab.com",
    "bitbucket.org",
    "files.pythonhosted.org",
    "pypi.org",
)


@rule("RC907", Severity.INFO, "definition", "dockerfile", words="http:// git://")
def plain_download(recipe: Recipe) -> Iterator[Problem]:
    """A download is neither encrypted nor checked.

    Everybody on the way can send something else, and nothing tells. `https://` is enough where the server has it; else
    a sum in the recipe.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        wget -q http://example.org/tool-1.0.tar.gz -O /opt/tool.tar.gz
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        wget -q https://example.org/tool-1.0.tar.gz -O /opt/tool.tar.gz
    ```
    """
    checked = {one.script.stage for one in recipe.invocations(*_CHECKS)}
    for one in recipe.invocations(*FETCHERS):
        if not one.script.is_build or one.script.stage in checked:
            continue
        for word in one.arguments:
            found = address(word.raw)
            if found is None or found.scheme not in ("http", "git"):
                continue
            host = found.host
            if _is_near(host) or "$" in host or _is_dead(found.scheme, host):
                continue
            start = one.at(word).start + word.raw.index(found.text)
            yield Problem(
                one.at(word),
                f"whatever stands between here and `{host}` can send something else",
                "write `https://`, or check the sum of what came",
                fix=Fix("write `https://`", (Edit(Span(start, start + len(found.scheme)), "https"),), is_safe=False)
                if not one.inner or host in _SECURE
                else None,
            )


def _is_near(host: str) -> bool:
    return host in ("localhost", "127.0.0.1", "") or host.endswith((".local", ".internal", ".lan"))


def _is_dead(scheme: str, host: str) -> bool:
    """Tell whether `dead-host` says it already."""
    return scheme == "git" and host == "github.com"
