"""RC235."""

from collections.abc import Iterator

from recipec.checks.frozen import surely_written
from recipec.checks.invocation import is_conditional
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import STARTS, Started, started
from recipec.diagnostics.finding import Severity

# They change files in /etc, /usr or /var, and need root for it.
_CHANGES = frozenset(
    (
        "usermod groupmod useradd groupadd userdel groupdel chpasswd locale-gen update-locale update-ca-certificates "
        "update-alternatives dpkg-reconfigure ldconfig a2enmod a2ensite"
    ).split()
)


@rule("RC235", Severity.ERROR, "dockerfile-to-engine", "definition", names=STARTS)
def configuration_at_start(recipe: Recipe) -> Iterator[Problem]:
    """What starts changes the configuration in the image, which is read-only.

    An entry script that puts values into `/etc` with `sed -i`, fills in a template, or gives a user another number
    works in Docker, where each container has a layer of its own. Apptainer and Singularity run the image as it is:
    `sed: couldn't open temporary file: Read-only file system`.

    ## Example

    ```dockerfile
    FROM debian:12
    CMD sed -i "s/PORT/$PORT/" /etc/tool.conf; exec /opt/tool --config /etc/tool.conf
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    CMD sed "s/PORT/$PORT/" /etc/tool.conf > tool.conf; exec /opt/tool --config tool.conf
    ```
    """
    for one in started(recipe):
        yield from _of(recipe, one)


def _of(recipe: Recipe, one: Started) -> Iterator[Problem]:
    for touch in surely_written(recipe, one):
        if touch.path.startswith(("/etc/", "/usr/")) and touch.program not in _CHANGES:
            yield Problem(
                one.at(touch.found.command.span),
                f"`{touch.path}`: Read-only file system, when `{touch.program}` changes it{one.where}",
                "write a copy where the caller stands or below `$TMPDIR`, and tell the program where it is",
            )
            return
    for invocation in one.script.invocations:
        if (
            invocation.name in _CHANGES
            and not invocation.has("-C")
            and not is_conditional(invocation)
            and not invocation.inner
        ):
            yield Problem(
                one.of(invocation),
                f"`{invocation.name}` cannot change the image: Read-only file system{one.where}",
                "do it while the image is built",
            )
            return
