"""RC902."""

from collections.abc import Iterator

from recipec.checks.invocation import Invocation
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.checks.secrets import is_secret_name, password_in_url, token
from recipec.definition.templates import find
from recipec.diagnostics.finding import Severity
from recipec.source import Span


@rule("RC902", Severity.ERROR, "definition", words="{{ :// authorization -u --user ghp_ glpat- netrc")
def secret_in_definition(recipe: Recipe) -> Iterator[Problem]:
    """A secret that the build needs is stored in the image, with the definition file.

    Apptainer keeps the whole recipe in the image, with the values of build arguments in the place of templates:
    `apptainer inspect --deffile` prints it. Docker does not store a recipe, which is why the same step was safer there.
    Bind a file for the build instead: `apptainer build --bind $HOME/.netrc:/root/.netrc ...`.

    ## Example

    ```singularity
    Bootstrap: docker
    From: alpine/git:2.45.2

    %arguments
        GITHUB_TOKEN=none

    %post
        git clone --branch v1.0 https://me:{{ GITHUB_TOKEN }}@github.com/me/private.git /opt/private
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: alpine/git:2.45.2

    %post
        git clone --branch v1.0 https://github.com/me/private.git /opt/private
    ```
    """
    text = recipe.source.text
    for stage in recipe.stages:
        for section in stage.sections():
            if section.body_span is None or section.name in ("help", "labels", "arguments"):
                continue
            start, end = section.body_span
            body = text[start:end]
            for template in find(body) if recipe.target.has_arguments else ():
                if is_secret_name(template.name):
                    yield _problem(
                        Span(start + template.start, start + template.end), f"the value of `{template.name}`"
                    )
    for script in recipe.scripts:
        for one in script.invocations:
            for word in one.arguments:
                place = password_in_url(word.raw) or token(word.raw)
                if place is not None:
                    at = Span(word.span.start + place[0], word.span.start + place[1])
                    yield _problem(
                        script.span(at), "the password in this address" if "://" in word.raw else "this token"
                    )
            if one.name == "curl":
                yield from _of_curl(one)


def _of_curl(one: Invocation) -> Iterator[Problem]:
    """Find a password on the command line: `-u user:password`."""
    user = one.split("-u --user -H --header -o -X -d")[1]
    for word in (user.get("-u"), user.get("--user")):
        if word is not None and word.value and ":" in word.value.strip(":") and "$" not in word.raw:
            yield _problem(one.at(word), "this password")


def _problem(at: Span, what: str) -> Problem:
    return Problem(
        at,
        f"{what} is stored in the image: `apptainer inspect --deffile` shows it",
        "bind a file with the secret while building, such as `--bind $HOME/.netrc:/root/.netrc`",
    )
