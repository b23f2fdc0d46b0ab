"""RC306."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.scripts import PlacedScript
from recipec.diagnostics.finding import Related, Severity
from recipec.shell.stops import options
from recipec.shell.syntax import Simple, Statement


@rule("RC306", Severity.ERROR, "definition", words="exit exec return set")
def early_exit(recipe: Recipe) -> Iterator[Problem]:
    """An `exit`, a `return` or an `exec` in the middle ends `%post`.

    All of `%post` is one shell, with every `%appinstall` behind it. What stands below `exit 0` or `exec PROGRAM` is
    never run, and as the status is 0, the build says that it is complete. `set +e` lasts for the whole section too:
    from there on no failure stops the build.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        make -C /opt/tool
        exit 0
        make -C /opt/tool install
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        make -C /opt/tool
        make -C /opt/tool install
    ```
    """
    # Apptainer runs the sections of a stage as one script: %post after %post, then %appinstall.
    scripts = [*recipe.scripts_of("post"), *recipe.scripts_of("appinstall")]
    for script in scripts:
        if script.is_shell:
            yield from _ends(script, [one for one in scripts if one.stage == script.stage])
            if script.stops:
                yield from _ignores(script)


def _ends(script: PlacedScript, scripts: list[PlacedScript]) -> Iterator[Problem]:
    statements = script.script.body.statements
    for index, statement in enumerate(statements):
        command = _ending(statement)
        if command is None:
            continue
        later = scripts[scripts.index(script) + 1 :]
        after = [script.span(one.span) for one in statements[index + 1 : index + 2]]
        after += [one.span(one.script.body.statements[0].span) for one in later if one.script.body.statements][:1]
        if after:
            word = script.source(command.words[0].span)
            yield Problem(
                script.span(command.span),
                f"`{word}` ends the build script here: what stands below is never run",
                f"take `{word}` out, or put it into a subshell `( … )` with what it belongs to",
                related=(Related(after[0], "the first command that is never run"),),
            )
        return


def _ending(statement: Statement) -> Simple | None:
    """Give the command of a statement that surely ends the shell, without a failure that would stop the build."""
    for pipeline in statement.parts[: 1 if statement.operators else None]:
        command = pipeline.parts[0]
        if len(pipeline.parts) > 1 or statement.is_background or not isinstance(command, Simple):
            return None
        if command.name == "exec" and len(command.words) > 1:
            return command
        if command.name in ("exit", "return") and all(word.value in ("0", None) for word in command.words[1:]):
            return command
    return None


def _ignores(script: PlacedScript) -> Iterator[Problem]:
    """Find a `set +e` of the section's own shell that nothing takes back, with work below it."""
    statements = script.script.body.statements
    for index, statement in enumerate(statements):
        command = statement.parts[0].parts[0]
        if not isinstance(command, Simple) or command.name != "set" or statement.operators:
            continue
        values = [word.raw for word in command.words[1:]]
        if values != ["+o", "errexit"] and not any(value[:1] == "+" and "e" in value for value in values):
            continue
        below = statements[index + 1 :]
        if below and not any("errexit" in (options(one.parts[0].parts[0]) or ()) for one in below):
            yield Problem(
                script.span(command.span),
                "from here on a failure does not stop the build any more",
                "write `|| true` behind what may fail, or `set -e` below it",
                severity=Severity.WARNING,
            )
        return
