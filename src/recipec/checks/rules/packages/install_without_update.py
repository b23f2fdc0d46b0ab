"""RC801."""

from collections.abc import Iterator

from recipec.checks.images import image_of, is_distribution
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.shell.syntax import Word
from recipec.source import Span


@rule("RC801", Severity.ERROR, "definition", words="apt")
def install_without_update(recipe: Recipe) -> Iterator[Problem]:
    """`apt-get install` without `apt-get update` before it.

    Base images come without the lists of packages, so that there is nothing to install from: the build stops with
    `Unable to locate package`. Lists that an image does have are as old as the image, and name versions that the
    archive has long removed.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get install -y bwa
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        apt-get update
        apt-get install -y bwa
    ```
    """
    updated: set[int] = set()
    for asked in recipe.asked:
        one = asked.invocation
        if asked.manager != "apt" or one.script.kind not in ("post", "appinstall"):
            continue
        if asked.action == "update" or asked.has("-u", "--update"):
            updated.add(one.script.stage)
        elif asked.action == "install" and one.script.stage not in updated and _from_archive(asked.packages):
            if _is_updated_elsewhere(recipe, one.script.stage):
                continue
            updated.add(one.script.stage)
            base = image_of(recipe, recipe.stages[one.script.stage])
            name = asked.names[0] if asked.names else "the package"
            yield Problem(
                one.span,
                f"`{name}` is not found: `{base.name}` has no lists of packages"
                if base is not None and is_distribution(base)
                else f"`{name}` is not found, unless the base image has kept lists of packages that are not too old",
                "run `apt-get update` before it",
                fix=_fix(recipe, asked.invocation.span, in_line=one.words[0].span == one.found.command.span),
                severity=None if base is not None and is_distribution(base) else Severity.INFO,
            )


def _from_archive(packages: tuple[Word, ...]) -> bool:
    """Tell whether a package comes from the archive, and is no file."""
    return any("/" not in word.raw and "$" not in word.raw for word in packages)


def _is_updated_elsewhere(recipe: Recipe, stage: int) -> bool:
    """Tell whether something else may have fetched the lists: a function, a script, `add-apt-repository`."""
    others = recipe.invocations(
        "add-apt-repository", "apt-add-repository", "apt-fast", "eval", "source", ".", "bash", "sh"
    )
    return any(one.script.stage == stage for one in others) or any(
        one.script.stage == stage and "update" in one.values for one in recipe.invocations("apt-get", "apt", "aptitude")
    )


def _fix(recipe: Recipe, span: Span, *, in_line: bool) -> Fix | None:
    text = recipe.source.text
    begin = text.rfind("\n", 0, span.start) + 1
    indent = text[begin : span.start]
    if indent.strip() or in_line:
        return None
    return Fix("run `apt-get update` first", (Edit(Span(begin, begin), f"{indent}apt-get update\n"),), is_safe=True)
