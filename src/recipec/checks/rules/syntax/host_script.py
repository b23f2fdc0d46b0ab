"""RC018."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.checks.touches import Touch
from recipec.diagnostics.finding import Related, Severity
from recipec.ir.program import FromScratch
from recipec.source import Span

_ROOTS = ("SINGULARITY_ROOTFS", "APPTAINER_ROOTFS")
# Programs that change what they name and nothing else, and those that only look.
_PLAIN = frozenset(
    "cp mkdir mv ln rm touch rsync install tar chmod chown rmdir echo cat printf cd set pwd ls : true false exit export"
    " dirname basename readlink hostname id whoami date umask test [ [[ env grep egrep sed tee"
    # Looking after images is the host's own business.
    " singularity apptainer".split()
)
_PASSING = frozenset(("", "tmp", "dev", "proc"))


@rule("RC018", Severity.WARNING, "definition", words="%setup %pre")
def host_script(recipe: Recipe) -> Iterator[Problem]:
    """`%setup` and `%pre` run on the machine that builds, outside of the image.

    They run as whoever builds, often root, and what they do to `/opt` they do to the host's own `/opt`; the image is
    what `$APPTAINER_ROOTFS` names. Such a recipe needs what that machine has, does not build on a remote builder, and
    no Dockerfile can say it. `%files` copies into the image before `%post` runs, which is what most of them are for.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %setup
        make -C tool install DESTDIR="$APPTAINER_ROOTFS"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        tool /opt/tool

    %post
        make -C /opt/tool install
    ```
    """
    for stage in recipe.stages:
        for section in stage.sections("pre", "setup"):
            script = next((one for one in recipe.scripts if one.origin == section.body_span), None)
            if script is None or section.span is None or not script.invocations:
                continue
            at = Span(section.span.start, section.span.start + len(section.name) + 1)
            outside = _outside(script) if section.name == "setup" else None
            if outside is None:
                # An empty image can be filled from outside only.
                others = not isinstance(stage.base, FromScratch) and any(
                    one.name not in _PLAIN for one in script.invocations
                )
                yield Problem(
                    at,
                    f"`%{section.name}` runs on the machine that builds, not in the image",
                    "copy files with `%files`, and do the rest in `%post`",
                    severity=None if others else Severity.INFO,
                )
            else:
                yield Problem(
                    outside.span,
                    f"`%{section.name}` does this to `{outside.path}` of the machine that builds, not of the image",
                    f"do it in `%post`, or write `$APPTAINER_ROOTFS{outside.path}`",
                    related=(Related(at, "this runs outside of the image"),),
                    severity=Severity.ERROR,
                )


def _outside(script: PlacedScript) -> Touch | None:
    """Find what changes the host: a path that is known, and so does not begin with the image's root."""
    if any(one.name in ("chroot", "unshare") for one in script.invocations):
        return None
    for touch in script.touches:
        if (
            touch.way in ("write", "remove", "directory")
            and touch.path.startswith("/")
            and touch.path.split("/")[1] not in _PASSING
            and touch.program in ("mkdir", "cp", "mv", "ln", "rm", "touch", "rsync", "install", "tar")
            and not any(root in script.source(touch.found.command.span) for root in _ROOTS)
        ):
            return touch
    return None
