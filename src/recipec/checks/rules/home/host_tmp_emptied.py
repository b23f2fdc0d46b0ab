"""RC208."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.removal import without
from recipec.checks.rule import Problem, rule
from recipec.checks.temporary import emptied
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Fix
from recipec.format import Format

_BUILDS = "/tmp"  # noqa: S108 -- where engines build when nobody says where


@rule("RC208", Severity.ERROR, "definition", "dockerfile-to-engine", words="tmp")
def host_tmp_emptied(recipe: Recipe) -> Iterator[Problem]:
    """The build removes whatever is in `/tmp`, which is the host's.

    While `%post` runs, `/tmp` and `/var/tmp` are those of the machine that builds. What looks like tidying up deletes
    the files of whoever builds, and as root those of everybody; and it deletes the image that is being built, which
    stands in `/tmp` too: the build dies. Nothing of `/tmp` becomes part of an image, so there is nothing to tidy.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        rm -rf /tmp/*
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
    ```
    """
    for invocation, words in emptied(recipe):
        is_all = any(one.is_all for one in words)
        at = invocation.at(words[0].word)
        places = " and ".join(f"`{place}`" for place in dict.fromkeys(one.directory for one in words))
        if recipe.format is Format.DOCKERFILE:
            if is_all:
                yield Problem(
                    at,
                    f"in a definition file this empties the host's {places}, whosever files these are",
                    "`recipec convert` gives the build a directory of its own there; or leave it out",
                    severity=Severity.INFO,
                )
            continue
        edits = without(invocation, *(one.word for one in words)) if invocation.name == "rm" else None
        is_fatal = any(one.is_all and one.directory == _BUILDS for one in words)
        own = ", and the image that is being built there" if is_fatal else ""
        yield Problem(
            at,
            f"this deletes what is in the host's {places}, whosever it is{own}"
            if is_all
            else f"this deletes what fits in the host's {places}, whosever it is",
            "leave it out: nothing in there becomes part of the image; or remove files by their names",
            fix=None if edits is None else Fix("leave it out", edits, is_safe=True),
            severity=None if is_all else Severity.WARNING,
        )
