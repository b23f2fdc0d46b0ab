"""RC113."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.shell.syntax import Word

_HIDDEN = ("/etc/hosts", "/etc/resolv.conf")


@rule("RC113", Severity.WARNING, "definition", "dockerfile-to-engine", words="/etc/hosts /etc/resolv.conf")
def hidden_system_file(recipe: Recipe) -> Iterator[Problem]:
    """What a build writes to `/etc/hosts` or `/etc/resolv.conf` is not there when the image runs.

    Apptainer and Singularity bind both files from the host, for every run and while an image is built. An edit is lost,
    or is one of the machine that builds, and replacing the file fails: `Device or resource busy`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        echo "10.0.0.1 license" >> /etc/hosts
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %help
        run with --bind my-hosts:/etc/hosts
    ```
    """
    for script in recipe.scripts:
        if not script.is_build or "/etc/" not in script.text:
            continue
        targets: list[Word] = [
            redirect.target
            for found in script.script.commands
            for redirect in found.command.redirects
            if redirect.operator in (">", ">>", "&>", ">|") and redirect.target is not None
        ]
        for one in script.invocations:
            if one.name == "tee" or (
                one.name == "sed" and any(word.raw.startswith(("-i", "--in-place")) for word in one.words)
            ):
                targets += one.arguments
            elif one.name in ("cp", "mv", "ln") and len(one.arguments) > 1:
                targets.append(one.arguments[-1])
        for word in targets:
            path = script.path(word)
            if path in _HIDDEN:
                yield Problem(
                    script.span(word.span),
                    f"`{path}` is the host's when the image runs, and while it is built: what is written here is lost",
                    f"leave it out; who needs another one binds it: `--bind FILE:{path}`",
                )
                break
