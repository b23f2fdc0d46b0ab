"""RC313."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.syntax import Compound
from recipec.source import Span

_CONDA = ("miniconda", "anaconda", "miniforge", "mambaforge")


@rule("RC313", Severity.ERROR, "definition", "dockerfile", words="read conda forge cmake- passwd adduser")
def interactive_step(recipe: Recipe) -> Iterator[Problem]:
    """A step of the build waits for somebody to answer.

    Nobody can: a build reads from `/dev/null`. A `read` fails, an installer that wants its licence accepted ends
    without having installed anything, `passwd` gives up.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        miniconda.sh /opt/miniconda.sh

    %post
        bash /opt/miniconda.sh -p /opt/conda
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %files
        miniconda.sh /opt/miniconda.sh

    %post
        bash /opt/miniconda.sh -b -p /opt/conda
    ```
    """
    for one in recipe.invocations("sh", "bash", "dash", "read", "passwd", "adduser"):
        if one.script.is_build and not _is_fed(one):
            yield from _of(one)


def _of(one: Invocation) -> Iterator[Problem]:
    match one.name:
        case "read":
            if one.found.in_shell:
                yield Problem(
                    one.span, "`read` fails: nobody can answer while an image is built", "set the variable instead"
                )
        case "passwd":
            if not one.has("-d", "-l", "-u", "--delete", "--lock", "--stdin", "-S", "-e"):
                yield Problem(one.span, "`passwd` asks for a password, and gets none", "leave it out")
        case "adduser":
            yield from _adduser(one)
        case _:
            yield from _installer(one)


def _installer(one: Invocation) -> Iterator[Problem]:
    at = next((index for index, word in enumerate(one.arguments) if not word.raw.startswith("-")), None)
    if at is None:
        return
    # What stands before the script's name is for the shell.
    word, behind = one.arguments[at], one.arguments[at + 1 :]
    name = word.raw.strip("\"'").rpartition("/")[2].lower()
    if not name.endswith(".sh"):
        return
    options = [each.raw for each in behind]
    if name.startswith(_CONDA):
        if not any(option[:1] == "-" and option[:2] != "--" and "b" in option for option in options):
            yield _problem(one, word.raw, "-b", one.script.span(Span(word.span.end, word.span.end)))
    elif name.startswith("cmake-") and not any(option.startswith("--skip-license") for option in options):
        yield _problem(one, word.raw, "--skip-license", one.script.span(Span(word.span.end, word.span.end)))


def _problem(one: Invocation, name: str, option: str, at: Span) -> Problem:
    return Problem(
        one.span,
        f"`{name}` asks for its licence to be accepted, and nobody can",
        f"add `{option}`",
        fix=Fix(f"add `{option}`", (Edit(at, f" {option}"),), is_safe=False),
    )


def _adduser(one: Invocation) -> Iterator[Problem]:
    """Debian's `adduser NAME` asks for a password; that of other distributions is `useradd`, or has other options."""
    operands, options = one.split(
        "--uid --gid --home --shell --gecos --comment --ingroup --conf -u -g -d -s -h -G -c -m"
    )
    quiet = ("--disabled-password", "--disabled-login", "--system", "--group")
    is_debian = any(option in options for option in ("--gecos", "--home", "--ingroup", "--uid", "--shell", "--comment"))
    if is_debian and len(operands) == 1 and not any(option in options for option in quiet):
        yield Problem(
            one.span,
            "`adduser` asks for a password, and gets none",
            "add `--disabled-password`",
            severity=Severity.WARNING,
        )


def _is_fed(one: Invocation) -> bool:
    """Tell whether it reads from a pipe or a file, its own or that of the loop or block around it."""
    if one.is_piped or any(redirect.operator.startswith("<") for redirect in one.found.command.redirects):
        return True
    script = one.script.script
    return any(
        isinstance(outer.command, Compound)
        and (len(outer.pipeline.parts) > 1 or any(each.operator.startswith("<") for each in outer.command.redirects))
        for outer in script.commands
        if outer.command.span.start <= one.found.command.span.start < outer.command.span.end
    )
