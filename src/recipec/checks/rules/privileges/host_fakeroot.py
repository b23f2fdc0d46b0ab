"""RC110."""

from collections.abc import Iterator

from recipec.checks.images import distribution_of
from recipec.checks.recipe import Recipe
from recipec.checks.releases import ended
from recipec.checks.rule import Problem, rule
from recipec.checks.unprivileged import has_one_id
from recipec.diagnostics.finding import Severity


@rule("RC110", Severity.WARNING, "definition", words="%post")
def host_fakeroot(recipe: Recipe) -> Iterator[Problem]:
    """The host's `fakeroot` does not run with the libc of an old image, or of one with musl.

    Who builds without root and without a range of ids gets `fakeroot` from the host, if that has it: Apptainer binds
    the program and its library into the image for `%post`. They need the host's libc or a newer one. In an older image
    the build stops with `version 'GLIBC_2.38' not found` and `error while starting the 'faked' daemon`, in one with
    musl with `faked: not found`.

    ## Example

    ```singularity --build-mode userns
    Bootstrap: docker
    From: alpine:3.22

    %post
        touch /opt/x
    ```

    ## Use instead

    ```singularity --build-mode userns
    Bootstrap: docker
    From: debian:12

    %post
        touch /opt/x
    ```
    """
    if not has_one_id(recipe):
        return
    for stage in recipe.stages:
        known = distribution_of(recipe, stage)
        line = stage.header_line("from")
        if known is None or line is None or line.span is None or not stage.sections("post"):
            continue
        if known.family.is_musl or known.name == "busybox" or ended(known) is not None:
            is_small = known.family.is_musl or known.name == "busybox"
            why, other = ("has no glibc", "a base with glibc") if is_small else ("has an older libc", "a newer base")
            yield Problem(
                line.span,
                f"where the host has `fakeroot`, this build takes it into `%post`, and {known.title} {why}",
                f"build with `--ignore-fakeroot-command` or a range of ids (`/etc/subuid`), or from {other}",
            )
