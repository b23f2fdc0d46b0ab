"""RC103."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation, is_conditional
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.starting import shell_files, start
from recipec.diagnostics.finding import Severity

# Programs that become another user, or change who owns what.
_SWITCH = frozenset(("gosu", "su-exec", "su", "runuser", "setuidgid", "s6-setuidgid", "chroot"))
_OWNERS = frozenset("chown chgrp usermod groupmod useradd adduser groupadd addgroup deluser".split())
# Programs that look after services, and start as root.
_INITS = frozenset(("s6-svscan", "/init", "runsvdir", "supervisord", "my_init"))


@rule("RC103", Severity.ERROR, "definition", "dockerfile-to-engine", names="entrypoint cmd runscript startscript")
def start_that_needs_root(recipe: Recipe) -> Iterator[Problem]:
    """What starts wants to be root, or to become another user.

    An image of Docker's often starts as root, gives directories to its user and becomes that: `gosu`, `su-exec`, `su`.
    In Apptainer and Singularity it starts as the caller, who cannot change anything of that: `su: must be suid to work
    properly`, `chown: Operation not permitted`, `failed switching to "app"`. The start has to do without.

    ## Example

    ```dockerfile
    FROM debian:12
    ENTRYPOINT ["gosu", "nobody", "/usr/bin/tail"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    ENTRYPOINT ["/usr/bin/tail"]
    ```
    """
    started = start(recipe)
    for script in started.scripts:
        for one in script.invocations:
            said = _needs(one)
            if said is not None:
                yield Problem(one.at(one.words[0]), *said[:2], severity=said[2])
                break
    for read in shell_files(recipe):
        found = [(one, said) for one in read.script.invocations if (said := _needs(one)) is not None]
        if found:
            one, said = found[0]
            line = read.script.text.count("\n", 0, one.words[0].span.start) + 1
            yield Problem(read.word, f"`{read.file}`, line {line}: {said[0]}", said[1], severity=said[2])


def _needs(one: Invocation) -> tuple[str, str, Severity | None] | None:
    """Say what a program of the start wants that it does not get, and what to do; None when it wants nothing."""
    first = one.words[0].value or ""
    is_guarded = is_conditional(one) and any(mark in one.script.text for mark in ("id -u", "EUID", "whoami", "$UID"))
    if is_guarded:
        return None
    if one.name in _SWITCH:
        return (
            f"`{one.name}` fails: the image runs as the caller, who cannot become anybody else",
            "start the program itself",
            None,
        )
    if one.name in _OWNERS and "||" not in one.statement.operators:
        return (
            f"`{one.name}` fails: the image runs as the caller, who can change neither owners nor accounts",
            "do it while the image is built, and let everybody read: `chmod -R a+rX`",
            None,
        )
    if one.name in _INITS or first in _INITS:
        return (
            f"`{one.name}` looks after services as root, and the image runs as the caller, on a read-only file system",
            "start the program itself, one in each container",
            Severity.WARNING,
        )
    return None
