"""RC510."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.definition.tree import Section
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@rule("RC510", Severity.ERROR, "definition", words="#!")
def late_shebang(recipe: Recipe) -> Iterator[Problem]:
    """A `#!` line that is not the first of its section is a comment.

    Engines write the lines of `%runscript`, `%startscript` and `%test` to a file, and a kernel looks for `#!` at its
    very beginning. Below a blank line or a comment it is neither found nor replaced, and `/bin/sh` reads a program of
    another language: `syntax error: unexpected word`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %runscript

    #!/usr/local/bin/python3
    import app
    app.main()
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: python:3.12-slim

    %runscript
    #!/usr/local/bin/python3
    import app
    app.main()
    ```
    """
    # Singularity 2 writes a file of another form.
    if recipe.target.is_singularity_2:
        return
    names = ("runscript", "startscript", *(("test",) if recipe.target.has_test_shebang else ()))
    for section in recipe.final.sections(*names):
        if next((one for one in recipe.final.sections(section.name)), section) is not section:
            continue  # of two sections of one name the first begins the file
        problem = _problem(section)
        if problem is not None:
            yield problem


def _problem(section: Section) -> Problem | None:
    for number, (line, span) in enumerate(zip(section.lines, section.line_spans, strict=False)):
        text = line.strip()
        if text.startswith("#!"):
            name = next((each for word in text[2:].split() if (each := word.rpartition("/")[2]) != "env"), "")
            # The shell that reads it is the one that was meant.
            if number == 0 or name in ("sh", "dash", "ash"):
                return None
            start = span.start + len(line) - len(line.lstrip())
            assert section.body_span is not None
            above = [one for one in section.lines[:number] if one.strip()]
            return Problem(
                Span(start, span.end),
                f"`/bin/sh` reads this, not `{name}`: `#!` counts at the very beginning of the section only",
                f"move the line right below `%{section.name}`",
                fix=None
                if above
                else Fix(
                    "remove the blank lines", (Edit(Span(section.body_span.start, span.start), ""),), is_safe=True
                ),
                severity=Severity.WARNING if name in ("bash", "zsh", "ksh") else None,
            )
        if text and not text.startswith("#"):
            return None
    return None
