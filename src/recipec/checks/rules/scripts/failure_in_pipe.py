"""RC307."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Severity
from recipec.shell.calls import program
from recipec.shell.syntax import Compound, Simple
from recipec.source import Span

# Programs whose failure matters, and those behind a pipe that are content with whatever comes, nothing included.
# Not `tar`, `gunzip` or `gpg`: to them no input is a failure of its own, at which the build stops.
_FETCHES = frozenset(("curl", "wget"))
_WORKS = frozenset(
    "make cmake ninja scons bazel mvn gradle pip pip3 conda mamba micromamba apt-get apt yum dnf Rscript cargo go "
    "configure configure.sh bootstrap.sh build.sh install.sh".split()
)
_ASKS = frozenset("--version -V -h --help list config info show search env".split())
_SHELLS = frozenset("sh bash dash zsh python python3 perl".split())
_CONTENT = frozenset(
    "sh bash dash ash zsh python python3 perl ruby php tee cat sed awk gawk tail head tr cut sort".split()
)


@rule("RC307", Severity.WARNING, "definition", words="|")
def failure_in_pipe(recipe: Recipe) -> Iterator[Problem]:
    """A pipe hides that the program in front of it has failed.

    The status of `a | b` is that of `b`. When `curl` cannot fetch the script, `sh` reads nothing and succeeds; when
    `make` fails, `tee` has written its log and succeeds: the build goes on. Bash can be told otherwise by
    `set -o pipefail`, dash can not.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        make -C /opt/tool | tee /opt/tool/make.log
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        make -C /opt/tool > /opt/tool/make.log
    ```
    """
    for script in recipe.scripts_of("post", "appinstall"):
        if "pipefail" in script.text or "PIPESTATUS" in script.text:
            continue
        for one in script.invocations:
            if one.is_piped and not one.inner and (one.name in _FETCHES or _is_work(one)):
                yield from _of(script, one)


def _is_work(one: Invocation) -> bool:
    return one.name in _WORKS and not _ASKS.intersection(one.values)


def _of(script: PlacedScript, one: Invocation) -> Iterator[Problem]:
    parts = one.found.pipeline.parts
    at = next((index for index, part in enumerate(parts) if part is one.found.command), len(parts))
    behind = parts[at + 1 :]
    # What stands in `$( )` gives a value, which is looked at or not; what is tested is looked at.
    if not behind or not _is_statement(script, one) or one.found.statement.operators:
        return
    last = behind[-1]
    name = program(last.words[0]) if isinstance(last, Simple) and last.words else ""
    if isinstance(last, Compound) or not all(_is_content(part) for part in behind):
        return
    fetched = one.name in _FETCHES
    if fetched and name in _SHELLS:
        return  # `download-into-shell` says it
    yield Problem(
        script.span(Span(one.words[0].span.start, one.words[0].span.end)),
        f"when `{one.name}` fails, `{name}` hides it, and the build goes on",
        "fetch a file first, and use it in the next line"
        if fetched
        else "write into a file instead of a pipe, or `%post -c /bin/bash -e` and `set -o pipefail`",
    )


def _is_content(part: Simple | Compound) -> bool:
    if not isinstance(part, Simple) or not part.words:
        return False
    name = program(part.words[0])
    if name in ("sudo", "env") and len(part.words) > 1:
        name = program(next((word for word in part.words[1:] if not word.raw.startswith("-")), part.words[0]))
    return name in _CONTENT


def _is_statement(script: PlacedScript, one: Invocation) -> bool:
    """Tell whether the script's own shell waits for the pipe and goes on after it."""
    return any(one.found.statement is statement for statement in script.script.body.statements)
