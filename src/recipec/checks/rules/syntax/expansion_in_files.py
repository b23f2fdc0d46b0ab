"""RC033."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.definition.parse.words import files, is_skipped, trim, without_comment
from recipec.diagnostics.finding import Severity
from recipec.regex import regex
from recipec.source import Span
from recipec.target import Expansion

_EXPANSION = regex(r"\$[A-Za-z_({]|`|(?<!\{)\{[^{},]*,[^{}]*\}(?!\})|\A~(?:/|\Z)")


@rule("RC033", Severity.WARNING, "definition", words="%files")
def expansion_in_files(recipe: Recipe) -> Iterator[Problem]:
    """A source in `%files` is written for a shell, which not every engine asks.

    Apptainer hands sources to a shell, so that `$HOME/data` and `{a,b}.txt` mean something. SingularityCE knows `*` and
    `?` alone, and Singularity 3 did it in other ways from release to release: there such a source is not found, or is
    another one.

    ## Example

    ```singularity --target singularityce-4.x
    Bootstrap: docker
    From: debian:12

    %files
        $HOME/tool /opt/tool
    ```

    ## Use instead

    ```singularity --target singularityce-4.x
    Bootstrap: docker
    From: debian:12

    %files
        tool /opt/tool
    ```
    """
    asks_a_shell = recipe.target.expansion is Expansion.SHELL
    for stage in recipe.stages:
        for section in stage.sections("files", "appfiles"):
            if section.name == "files" and without_comment(section.arguments).strip():
                continue
            for line, span in zip(section.lines, section.line_spans, strict=False):
                text = trim(line)
                copied = None if is_skipped(text) else files(text)
                if copied is None or not _EXPANSION.search(copied.source):
                    continue
                start = span.start + max(line.find(copied.source), 0)
                yield Problem(
                    Span(start, start + len(copied.source)),
                    f"only Apptainer takes `{copied.source}` as a shell does"
                    if asks_a_shell
                    else f"`{copied.source}` is taken as it is written: there is no such file, and the build stops",
                    "name the files themselves, from the directory of the build on",
                    severity=Severity.INFO if asks_a_shell else None,
                )
