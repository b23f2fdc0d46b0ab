"""RC011."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.definition.templates import Template, defaults, find
from recipec.diagnostics.finding import Severity
from recipec.source import Span


@rule("RC011", Severity.WARNING, "definition", words="{{")
def template_behind_a_hash(recipe: Recipe) -> Iterator[Problem]:
    """A `#` before a template on its line keeps the template from being replaced.

    Apptainer takes what stands behind a `#` for a comment, wherever the `#` is: in quotes, in `${#name}`, in the
    pattern of `sed`, in a URL. The template stays as it is, without a word, and `{{ VERSION }}` itself ends up in the
    command.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %arguments
        VERSION=1.2

    %post
        sed -i 's#@version@#{{ VERSION }}#' /opt/tool.conf
        echo "no# {{ VERSION }}"
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %arguments
        VERSION=1.2

    %post
        version={{ VERSION }}
        sed -i "s#@version@#$version#" /opt/tool.conf
        echo "no# $version"
    ```
    """
    if not (recipe.target.has_arguments and recipe.target.skips_templates_in_comments):
        return
    text = recipe.source.text
    for stage in recipe.stages:
        known = defaults(stage.tree) if stage.tree is not None else {}
        for section in stage.sections():
            if not known or section.body_span is None or section.name == "arguments":
                continue
            start, end = section.body_span
            body = text[start:end]
            read = {one.start for one in find(body)}
            for one in find(body, skips_comments=False):
                if one.start not in read and one.name in known and not _is_in_comment(body, one):
                    yield Problem(
                        Span(start + one.start, start + one.end),
                        f"`{body[one.start : one.end]}` stays as it is: a `#` stands before it on the line",
                        f"put it into a variable of the shell first, on a line of its own: `x={{{{ {one.name} }}}}`",
                    )


def _is_in_comment(body: str, one: Template) -> bool:
    """Tell whether the shell sees a comment there too: its `#` begins a word, and no quote is open before it."""
    line = body.rfind("\n", 0, one.start) + 1
    quote = ""
    for at in range(line, one.start):
        character = body[at]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "#" and (at == line or body[at - 1] in " \t;&|("):
            return True
    return False
