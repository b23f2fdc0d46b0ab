"""RC010."""

from collections.abc import Iterator

from recipec.checks.placeholders import Placeholder, body_start, is_text, undefined
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.source import Span


@rule("RC010", Severity.ERROR, "definition", "dockerfile-to-engine", words="{{")
def template_text(recipe: Recipe) -> Iterator[Problem]:
    """Text in double braces is taken for a build argument.

    From Apptainer 1.2 and SingularityCE 4.0 on, `{{ name }}` is replaced everywhere in a definition file, in scripts
    and here-documents too: a template of Jinja or Helm that the recipe writes into a file stops the build with
    `build var name is not defined`. There is no way to quote it; an argument can hold the braces. `{{ .Name }}` and
    `{{ a.b }}` are left alone, and so is what stands behind a `#`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        echo 'server {{ host }}' > /opt/site.template
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %arguments
        LB={{

    %post
        echo 'server {{ LB }} host }}' > /opt/site.template
    ```
    """
    if recipe.dockerfile is not None:
        yield from _of_dockerfile(recipe)
        return
    found = [one for one in undefined(recipe) if is_text(one, recipe)]
    if found:
        first, rest = found[0], found[1:]
        yield Problem(
            first.span,
            f"`{first.name}` is taken for a build argument that has no value, and the build stops",
            "give it a value in `%arguments`; or, where it is text, have an argument hold the braces: `LB={{`",
            related=tuple(Related(one.span, f"`{one.name}` too") for one in rest),
            fix=_fix(recipe, found),
        )


def _fix(recipe: Recipe, found: list[Placeholder]) -> Fix | None:
    """Put the braces into an argument of each stage."""
    if not recipe.target.nests_arguments or any(stage.sections("arguments") for stage in recipe.stages):
        return None
    edits: list[Edit] = []
    for stage in recipe.stages:
        own = [one for one in found if one.stage == stage.number]
        if own:
            at = body_start(stage)
            edits.append(Edit(Span(at, at), "%arguments\n    LB={{\n\n"))
            edits += (Edit(Span(one.span.start, one.span.start + 2), "{{ LB }}") for one in own)
    return Fix("have an argument hold the braces", tuple(edits), is_safe=False)


def _of_dockerfile(recipe: Recipe) -> Iterator[Problem]:
    from recipec.definition.templates import find

    if not recipe.target.has_arguments:
        return
    for span in recipe.instructions:
        found = find(recipe.source.text[span.start : span.end])
        if found:
            at = Span(span.start + found[0].start, span.start + found[0].end)
            yield Problem(
                at,
                f"in a definition file `{found[0].name}` would be a build argument",
                "`recipec convert` has an argument hold the braces",
                severity=Severity.INFO,
            )
            return
