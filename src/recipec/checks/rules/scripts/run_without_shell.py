"""RC316."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import Exec, Run
from recipec.shell.calls import SHELLS


@rule("RC316", Severity.WARNING, "dockerfile", words='["')
def run_without_shell(recipe: Recipe) -> Iterator[Problem]:
    """A variable or a pattern in `RUN ["…"]` stays as it is written.

    The list starts a program without a shell. Nobody replaces `$HOME` or `*.deb`, and nobody understands `&&`: the
    program gets the words as they stand. `recipec convert` keeps that, quotes and all.

    ## Example

    ```dockerfile
    FROM debian:12
    RUN ["mkdir", "-p", "$HOME/tool"]
    CMD ["/opt/tool"]
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    RUN mkdir -p "$HOME/tool"
    CMD ["/opt/tool"]
    ```
    """
    for step, placed in recipe.steps(Run):
        if not isinstance(step.command, Exec) or not step.command.argv:
            continue
        program, *words = step.command.argv
        if program.rpartition("/")[2] in SHELLS or any(word in ("-c", "-e") for word in words):
            continue
        for word in words:
            if _is_for_a_shell(word):
                start = recipe.source.text.find(word, placed.span.start, placed.span.end)
                at = placed.span if start < 0 else placed.span._replace(start=start, end=start + len(word))
                yield Problem(
                    at,
                    f"`{program.rpartition('/')[2]}` gets `{word}` as it stands: no shell reads the list",
                    "write the `RUN` without brackets and quotes",
                )
                break


def _is_for_a_shell(word: str) -> bool:
    if word in ("&&", "||", "|", ";", ">", ">>", "<"):
        return True
    at = word.find("$")
    if at >= 0 and (word[at + 1 : at + 2].isalpha() or word[at + 1 : at + 2] in ("{", "(", "_")):
        return True
    return word.startswith("~/") or (word.startswith(("/", "./")) and "*" in word)
