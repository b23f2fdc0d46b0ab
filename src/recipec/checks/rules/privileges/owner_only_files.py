"""RC106."""

from collections.abc import Iterator

from recipec.checks.copying import destination
from recipec.checks.modes import Change, Mode, changes
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.temporary import directory
from recipec.checks.used import Used, used
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.ir.steps import Copy
from recipec.shell.paths import overlap
from recipec.source import Span

# What is to be shut: keys, passwords, what only root reads.
_SECRET = (
    ".ssh",
    "/root",
    "/etc/shadow",
    "/etc/gshadow",
    "sudoers",
    ".gnupg",
    "id_rsa",
    "_key",
    ".key",
    ".pem",
    "passwd",
    "munge",
    "secret",
    "private",
    "/run/",
    "/var/lib/",
    "/var/log",
    "/var/spool",
    "/var/cache",
    "token",
    "credential",
    ".vnc",
    "polkit",
    "apt/lists",
    "/home",
    ".netrc",
    "pgpass",
    "/etc/ssh",
)


@rule("RC106", Severity.WARNING, "definition", "dockerfile-to-engine", names="chmod")
def owner_only_files(recipe: Recipe) -> Iterator[Problem]:
    """A mode shuts out everybody but the owner, who is not the one who runs the image.

    An image is run by whoever starts it. What has a mode such as 0700 belongs to root: `Permission denied` where
    Apptainer is installed setuid, and from a sandbox; with user namespaces alone everything seems to be the caller's,
    so that the same image works on one machine and fails on the next.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        tool.sh /opt/tool.sh

    %post
        chmod 700 /opt/tool.sh

    %runscript
        exec /opt/tool.sh "$@"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        tool.sh /opt/tool.sh

    %post
        chmod 755 /opt/tool.sh

    %runscript
        exec /opt/tool.sh "$@"
    ```
    """
    needed = used(recipe)
    found = [each for each in changes(recipe) if recipe.is_made_by(each.invocation.script)]
    for change in found:
        script = change.invocation.script
        paths = [path for word in change.operands if (path := script.path(word)) is not None]
        if not change.mode.closes or not paths or all(_is_shut_for_good(path) for path in paths):
            continue
        if any(_is_later_open(path, change, found) or _is_removed(recipe, path) for path in paths):
            continue
        yield _problem(script.span(change.word.span), change.mode, paths[0], needed)
    for step, placed in recipe.steps(Copy):
        text = recipe.value(step.chmod, placed.state) if step.chmod is not None else None
        at = destination(recipe, step, placed)
        if placed.stage in recipe.final_stages and text and at and Mode(text).closes and not _is_shut_for_good(at):
            instruction = recipe.instructions.get(placed.span)
            flag = instruction.flag("chmod") if instruction is not None else None
            start = recipe.source.text.find(text, flag.span.start if flag is not None else placed.span.start)
            yield _problem(Span(start, start + len(text)), Mode(text), at, needed)


def _is_shut_for_good(path: str) -> bool:
    return directory(path) is not None or any(part in path for part in _SECRET)


def _is_later_open(path: str, change: Change, found: list[Change]) -> bool:
    at = found.index(change)
    return any(
        later.mode.opens and overlap(path, later.invocation.script.path(word) or "/-")
        for later in found[at + 1 :]
        for word in later.operands
    )


def _is_removed(recipe: Recipe, path: str) -> bool:
    return any(
        touch.way == "remove" and overlap(touch.path, path) and touch.path != "/"
        for script in recipe.scripts
        if script.is_build
        for touch in script.touches
    )


def _problem(at: Span, mode: Mode, path: str, needed: tuple[Used, ...]) -> Problem:
    uses = [use for use in needed if overlap(use.path, path) and use.path != "/" and use.name != "PATH"]
    number = mode.number
    opened = None
    if number is not None and len(mode.text) in (3, 4):
        owner = number >> 6 & 0o7
        new = (number & 0o7000) | owner << 6 | (owner & 0o5) << 3 | (owner & 0o5)
        opened = f"{new:0{len(mode.text)}o}"
    is_program = bool(number and number & 0o100)
    return Problem(
        at,
        f"nobody but its owner gets at `{path.rstrip('/')}`, and the image runs as whoever starts it",
        f"let everybody read: `chmod {'a+rx' if is_program else 'a+r'}`",
        tuple(Related(use.span, "the image needs it here") for use in uses[:1]),
        None if opened is None else Fix(f"use `{opened}`", (Edit(at, opened),), is_safe=False),
        Severity.ERROR if uses else None,
    )
