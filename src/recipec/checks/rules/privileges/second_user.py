"""RC109."""

from collections.abc import Iterator

from recipec.checks.images import image_of, is_distribution
from recipec.checks.packages import package_name
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.unprivileged import has_one_id, is_of_root, owned_package
from recipec.diagnostics.finding import Related, Severity
from recipec.shell.syntax import Word
from recipec.source import Span


@rule(
    "RC109",
    Severity.ERROR,
    "definition",
    "dockerfile-to-engine",
    words="apt yum dnf zypper chown chgrp useradd adduser groupadd addgroup install",
)
def second_user(recipe: Recipe) -> Iterator[Problem]:
    """A step needs a second user, and an unprivileged build has none.

    Who builds without root and without a range of ids (`/etc/subuid`) is root in the build, and nobody else exists
    there: `chown: Invalid argument`. The scripts of some packages give files to a user or a group of their own, and
    `apt-get` stops with `dpkg: error processing package`; so do packages that bring them along, as `openmpi-bin` and,
    with what it recommends, `git` bring `openssh-client`.

    ## Example

    ```singularity --build-mode userns
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p /opt/app
        chown games:games /opt/app
    ```

    ## Use instead

    ```singularity --build-mode userns
    Bootstrap: docker
    From: debian:12

    %post
        mkdir -p /opt/app
        chmod a+rX /opt/app
    ```
    """
    if not has_one_id(recipe):
        return
    packages = list(_packages(recipe))
    if packages:
        at, name, brought = packages[0]
        yield Problem(
            at,
            f"`{name}` cannot be installed"
            + (f": it brings `{brought}`, which" if brought != name else ": it")
            + " gives files to a user or group of its own, and this build has only root",
            "build with a range of ids (`/etc/subuid`) or as root; or install without it, and without what it is "
            "recommended by: `--no-install-recommends`",
            tuple(Related(place, f"nor `{other}`") for place, other, _ in packages[1:6]),
        )
    owners = list(_owners(recipe))
    if owners:
        at, owner = owners[0]
        yield Problem(
            at,
            f"there is no `{owner}` in this build, which has only root: `Invalid argument`",
            "leave the owner as it is: whoever runs the image needs to read, `chmod -R a+rX`",
            tuple(Related(place, f"nor `{other}`") for place, other in owners[1:6]),
        )
    users = [one for one in recipe.invocations("useradd", "adduser", "groupadd", "addgroup") if one.script.is_build]
    if users:
        yield Problem(
            users[0].at(users[0].words[0]),
            f"`{users[0].name}` may fail, as this build has no other user than root",
            "leave the account out: an image runs as whoever starts it",
            tuple(Related(one.at(one.words[0]), "and here") for one in users[1:6]),
            severity=Severity.WARNING,
        )


def _packages(recipe: Recipe) -> Iterator[tuple[Span, str, str]]:
    for asked in recipe.packages("apt", "yum", "zypper"):
        if asked.invocation.script.is_build:
            image = image_of(recipe, recipe.stages[asked.invocation.script.stage])
            # What is made of a distribution may have these packages already.
            is_plain = image is not None and is_distribution(image)
            recommends = (
                is_plain
                and not asked.has("--no-install-recommends")
                and not any(
                    "Install-Recommends=0" in word.raw or "Install-Recommends=false" in word.raw
                    for word in asked.invocation.words
                )
            )
            for word in asked.packages:
                name = package_name(word)
                brought = owned_package(asked.manager, name, recommends=recommends)
                if brought is not None:
                    yield asked.invocation.at(word), name, brought


def _owners(recipe: Recipe) -> Iterator[tuple[Span, str]]:
    for one in recipe.invocations("chown", "chgrp", "install"):
        if not one.script.is_build:
            continue
        operands, options = one.split("-o -g -m -t --owner --group --mode --reference --from -S")
        words: list[Word | None]
        if one.name == "install":
            words = [options.get(name) for name in ("-o", "-g", "--owner", "--group")]
        else:
            words = list(operands[:1]) if "--reference" not in options else []
        for word in words:
            if word is not None and is_of_root(word) is False:
                yield one.at(word), word.value or word.raw
