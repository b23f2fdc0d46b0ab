"""RC301."""

from collections.abc import Iterator
from itertools import pairwise

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.state import left_by
from recipec.shell.stops import errexit_from_start
from recipec.shell.syntax import Compound, Pipeline, Sequence, Simple, Statement
from recipec.source import Span

# What asks a question, so that a chain that it stands in is meant to end early.
_QUESTIONS = frozenset(
    "[ [[ (( test command which type hash grep egrep fgrep zgrep diff cmp id getent pgrep true false ! :".split()
)
# What never fails where somebody is root; directories that every image has; what does not fail with these options.
_EASY = frozenset(("", "echo", "printf", "export", "set", "touch", "chmod"))
_EVERYWHERE = frozenset("/ /opt /tmp /var/tmp /root /home /etc /usr /usr/bin /usr/src /usr/local".split()) | {
    f"/usr/local/{name}" for name in ("bin", "lib", "share", "src")
}
_EASY_WITH = {"mkdir": frozenset("p"), "rm": frozenset("f"), "ln": frozenset("f")}


@rule("RC301", Severity.WARNING, "definition", words="&&")
def masked_failure(recipe: Recipe) -> Iterator[Problem]:
    """A failing `a` in `a && b` does not stop `%post`.

    `%post` runs under `-e`, which ignores the failure of every part of a list but the last. In a Dockerfile the same
    line is the whole `RUN`, and its status is looked at: there the build stops. Here it goes on, and the image comes
    out without what the line was for. Only as the last line of the section does such a chain stop the build.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        cd /opt && make && make install
        make clean
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        cd /opt
        make
        make install
        make clean
    ```
    """
    for script in recipe.scripts_of("post", "appinstall"):
        if not (script.stops or errexit_from_start(script.script.body)):
            continue
        mended: list[tuple[Statement, tuple[Edit, ...]]] = []
        others: list[tuple[Statement, tuple[Edit, ...]]] = []
        for statement in _masked(script.script.body, counts=True):
            edits = _lines(script, statement) or _subshell(script, statement)
            (mended if edits else others).append((statement, edits))
        for chains in (mended, others):
            if chains:
                yield _problem(script, chains)


def _masked(body: Sequence, *, counts: bool) -> Iterator[Statement]:
    """Give the chains whose failure nobody sees. ``counts``: the status of the last statement is looked at."""
    for statement in body.statements:
        is_last = counts and statement is body.statements[-1]
        if "&&" in statement.operators and not is_last and _hides(statement):
            yield statement
        if statement.is_background or "||" in statement.operators:
            continue
        # What stands before `&&` runs without -e altogether.
        final = statement.parts[-1]
        if len(final.parts) > 1 or final.is_negated or not isinstance(final.parts[0], Compound):
            continue
        command = final.parts[0]
        ends = command.kind in ("subshell", "function") or (is_last and command.kind in ("brace", "if", "case"))
        for inner in command.bodies:
            yield from _masked(inner, counts=ends)


def _hides(statement: Statement) -> bool:
    """Tell whether it is a chain of work, of which each part is meant to succeed."""
    if "||" in statement.operators or statement.is_background or any(map(_asks, statement.parts[:-1])):
        return False
    return any(not _is_easy(pipeline) for pipeline in statement.parts[:-1])


def _asks(pipeline: Pipeline) -> bool:
    """Tell whether it asks a question, to which a status other than 0 is an answer and no failure."""
    command = pipeline.parts[-1]
    if pipeline.is_negated or not isinstance(command, Simple):
        return pipeline.is_negated
    # The status is 100 when there are updates.
    words = {word.value for word in command.words[1:]}
    return command.name in _QUESTIONS or (command.name in ("yum", "dnf") and "check-update" in words)


def _is_easy(pipeline: Pipeline) -> bool:
    """Tell whether it is a command that never fails where somebody is root."""
    command = pipeline.parts[-1]
    if not isinstance(command, Simple):
        return False
    if command.name == "cd" and len(command.words) == 2:
        place = command.words[1].value
        return place is not None and (place.rstrip("/") or "/") in _EVERYWHERE
    options = {letter for word in command.words[1:] if word.raw[:1] == "-" for letter in word.raw[1:]}
    return command.name in _EASY or bool(options & _EASY_WITH.get(command.name or "", frozenset()))


def _weakest(statement: Statement) -> Pipeline:
    return next(pipeline for pipeline in statement.parts if not _is_easy(pipeline))


def _problem(script: PlacedScript, chains: list[tuple[Statement, tuple[Edit, ...]]]) -> Problem:
    first = _weakest(chains[0][0])
    name = script.source(first.span).split("\n", maxsplit=1)[0].strip(" \\")
    short = name if len(name) <= 40 else name[:39] + "…"
    edits = tuple(edit for _, each in chains for edit in each)
    return Problem(
        script.span(first.span),
        f"when `{short}` fails, the build goes on",
        "write each command on a line of its own: `%post` stops at the first one that fails",
        related=tuple(Related(script.span(_weakest(one).span), "and when this fails") for one, _ in chains[1:]),
        fix=Fix("have the build stop at what fails", edits, is_safe=True) if edits else None,
    )


def _lines(script: PlacedScript, statement: Statement) -> tuple[Edit, ...]:
    """Break the chain into lines; nothing where something else than the chain stands between its parts."""
    text = script.text
    start = text.rfind("\n", 0, statement.span.start) + 1
    indent = text[start : statement.span.start]
    if indent.strip() or any(statement.span.start <= at < statement.span.end for at, _ in script.script.heredocs):
        return ()
    edits: list[Edit] = []
    for before, behind in pairwise(statement.parts):
        gap = Span(before.span.end, behind.span.start)
        if text[gap.start : gap.end].replace("\\\n", "").strip() != "&&":
            return ()
        edits.append(Edit(script.span(gap), "\n" + indent))
    return tuple(edits)


def _subshell(script: PlacedScript, statement: Statement) -> tuple[Edit, ...]:
    """Put the chain into a subshell, whose status counts; nothing where it leaves something for the lines below."""
    if left_by(Sequence((statement,))).leaks:
        return ()
    start, end = script.span(statement.span)
    return Edit(Span(start, start), "( "), Edit(Span(end, end), " )")
