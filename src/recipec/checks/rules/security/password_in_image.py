"""RC909."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.shell.syntax import Simple
from recipec.source import Span


@rule("RC909", Severity.WARNING, "definition", "dockerfile", words="passwd usermod useradd nopasswd")
def password_in_image(recipe: Recipe) -> Iterator[Problem]:
    """The image has a password, or lets somebody become root without one.

    Apptainer asks for no password and lets nobody become root, so that it is of no use there. Under Docker everybody
    who has the recipe knows the password, and who gets into the container is root.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        echo "root:toor" | chpasswd
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12
    ```
    """
    for one in recipe.invocations("chpasswd", "passwd", "usermod", "useradd", "adduser"):
        if not one.script.is_build:
            continue
        is_set = (
            one.name == "chpasswd"
            or (one.name == "passwd" and ("--stdin" in one.values or one.is_piped or one.has("-d")))
            or (
                one.name in ("usermod", "useradd")
                and (one.has("-p") or one.has("--password"))
                and not _is_locked(one.values)
            )
        )
        if is_set:
            yield Problem(
                one.at(one.words[0]),
                "everybody who has the recipe knows the password",
                "leave it out: who runs the image is who they are",
            )
    for script in recipe.scripts:
        at = script.text.find("NOPASSWD") if script.is_build else -1
        if at < 0:
            continue
        for found in script.script.commands:
            command = found.command
            if (
                isinstance(command, Simple)
                and command.span.start <= at < command.span.end
                and "sudoers" in script.source(found.statement.span)
            ):
                yield Problem(
                    script.span(Span(at, at + len("NOPASSWD"))),
                    "under Docker whoever gets into the container is root; under Apptainer `sudo` works for nobody",
                    "leave it out, and do as root while building what needs root",
                )
                break


def _is_locked(values: tuple[str, ...]) -> bool:
    """Tell whether the password that is set is none: `*` or `!`."""
    return any(value in ("*", "!", "!!", "'*'", "'!'") for value in values)
