"""RC908."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.shell.syntax import Word
from recipec.source import Span

_OPTIONS = {
    "apt": ("--allow-unauthenticated", "--force-yes", "--allow-insecure-repositories"),
    "yum": ("--nogpgcheck", "--no-gpg-checks"),
    "zypper": ("--no-gpg-checks", "--gpg-auto-import-keys"),
    "apk": ("--allow-untrusted",),
    "rpm": ("--nosignature", "--nodigest"),
}
_TRUSTED = "[trusted=yes]"


@rule(
    "RC908",
    Severity.WARNING,
    "definition",
    "dockerfile",
    words="--allow-un --force-yes gpgcheck no-gpg trusted=yes --nosignature --nodigest --allow-insecure",
)
def unsigned_packages(recipe: Recipe) -> Iterator[Problem]:
    """Packages are installed although nobody has signed them.

    A signature is what tells the package of a distribution from anything that a mirror, or somebody on the way, puts in
    its place. Where a key is missing, install the key.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y --allow-unauthenticated bwa
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y bwa
    ```
    """
    for asked in recipe.asked:
        options = _OPTIONS.get(asked.manager, ())
        one = asked.invocation
        if not one.script.is_build or asked.action not in ("install", "upgrade", "update"):
            continue
        for word in one.arguments:
            if word.value in options and word.value != "--gpg-auto-import-keys" and not _is_local(asked.packages):
                yield Problem(
                    one.at(word),
                    f"`{one.name}` takes packages from anybody",
                    "install the key of the archive, and leave it out",
                )
    for script in recipe.scripts:
        at = script.text.lower().find(_TRUSTED) if script.is_build else -1
        if at >= 0 and "file:" not in script.text[at : at + 60]:
            yield Problem(
                script.span(Span(at, at + len(_TRUSTED))),
                "packages of this archive are taken from anybody",
                "install the key of the archive: `[signed-by=/etc/apt/keyrings/...]`",
            )


def _is_local(packages: tuple[Word, ...]) -> bool:
    """Tell whether all packages are files that the recipe has at hand."""
    words = [word.raw for word in packages]
    return bool(words) and all(word.startswith(("/", "./")) for word in words)
