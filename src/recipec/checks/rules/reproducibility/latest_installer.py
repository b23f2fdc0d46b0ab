"""RC753."""

from collections.abc import Iterator

from recipec.checks.downloads import FETCHERS
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.regex import regex

_LATEST = regex(r"[-_.]latest[-_.]|/releases?/latest(?:/|$)|/latest/")
# A file of a branch, or all of it in an archive.
_BRANCH = regex(
    r"//raw\.githubusercontent\.com/[^/]+/[^/]+/(?:refs/heads/)?(?P<file>master|main)/"
    r"|//(?:github|gitlab)\.com/\S+/(?:raw|archive|(?:zip|tar)ball)/(?:refs/heads/)?(?P<all>master|main)(?:[./]|$)"
    r"|//codeload\.github\.com/[^/]+/[^/]+/(?:zip|tar\.gz)/(?:refs/heads/)?(?P<load>master|main)$"
)


@rule("RC753", Severity.WARNING, "definition", "dockerfile", words="latest master main")
def latest_installer(recipe: Recipe) -> Iterator[Problem]:
    """What is downloaded is the latest release, whichever that is.

    Installers under a name such as `Miniconda3-latest` change their contents without a change of the name: the next
    build gets another Python, and packages that were installed with it may no longer be there for it. What comes from
    the branch `master` or `main` of a repository changes with each commit.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        environment.yml /opt/environment.yml

    %post
        wget -q https://repo.anaconda.com/miniconda/Miniconda3-latest-Linux-x86_64.sh -O /opt/installer
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        environment.yml /opt/environment.yml

    %post
        wget -q https://repo.anaconda.com/miniconda/Miniconda3-py312_24.5.0-0-Linux-x86_64.sh -O /opt/installer
    ```
    """
    for one in recipe.invocations(*FETCHERS):
        if not one.script.is_build:
            continue
        for word in one.arguments:
            if "://" not in word.raw:
                continue
            branch = _BRANCH.search(word.raw.strip("\"'"))
            if branch is not None and one.name != "git":
                yield Problem(
                    one.at(word),
                    f"this is of the branch `{branch[branch.lastgroup or 0]}`, another one in the next build",
                    "name a tag or a commit in its place",
                    severity=Severity.INFO if branch["file"] and not _lists_packages(word.raw) else None,
                )
            elif _LATEST.search(word.raw):
                parts = word.raw.strip("\"'").partition("?")[0].rstrip("/").split("/")
                name = parts[-1] if parts[-1] != "latest" else "/".join(parts[-3:])
                yield Problem(
                    one.at(word),
                    f"`{name}` will be another one in the next build",
                    "name the version to download",
                )


def _lists_packages(address: str) -> bool:
    """Tell whether a file decides what is installed, for which another one matters most."""
    name = address.rpartition("/")[2]
    return name.startswith(("requirements", "environment")) and any(end in name for end in (".txt", ".yml", ".yaml"))
