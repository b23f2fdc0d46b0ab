"""RC705."""

from collections.abc import Iterator

from recipec.checks.header import base_span, value_span
from recipec.checks.images import image, in_library, is_distribution
from recipec.checks.recipe import Recipe, StageView
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.ir.program import FromAgent
from recipec.ir.text import literal
from recipec.source import Span

_SERVER = "https://library.sylabs.io"


@rule("RC705", Severity.ERROR, "definition", words="library")
def library(recipe: Recipe) -> Iterator[Problem]:
    """Apptainer knows no library until somebody tells it one.

    Singularity asks the library of Sylabs by default. Apptainer has no default: a recipe that starts from `library`
    stops with `remote has no library client`, unless it names the server itself, or whoever builds it has set up a
    remote. SingularityCE builds it as it is.

    ## Example

    ```singularity
    Bootstrap: library
    From: debian:12
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12
    ```
    """
    if not recipe.target.is_apptainer:
        return
    for stage in recipe.stages:
        base = stage.base
        if not isinstance(base, FromAgent) or base.agent != "library" or base.field("library"):
            continue
        written = literal(base.field("from") or ()) or ""
        name = _official(written)
        yield Problem(
            _agent(recipe, stage),
            "Apptainer has no library to ask, and the build stops: `remote has no library client`",
            f"write `Bootstrap: docker` and `From: {name}`" if name else f"name the server: `Library: {_SERVER}`",
            fix=_fix(recipe, stage, name),
        )


def _agent(recipe: Recipe, stage: StageView) -> Span:
    line = stage.header_line("bootstrap")
    return base_span(recipe, stage) if line is None or line.span is None else value_span(line, recipe.source.text)


def _official(written: str) -> str | None:
    """Give Docker's name of an image that both have: the distributions in the library's own collection."""
    name = in_library(written)
    is_known = "/" not in name and is_distribution(image(name)) and ":sha256." not in name
    return name if is_known else None


def _fix(recipe: Recipe, stage: StageView, name: str | None) -> Fix | None:
    line = stage.header_line("from")
    if line is None or line.span is None or not line.value:
        return None
    if name is None:
        return Fix(
            "name the server", (Edit(Span(line.span.end, line.span.end), f"\nLibrary: {_SERVER}"),), is_safe=False
        )
    edits = [Edit(_agent(recipe, stage), "docker")]
    if name != line.value:
        edits.append(Edit(value_span(line, recipe.source.text), name))
    return Fix("start from Docker's image of that release", tuple(edits), is_safe=False)
