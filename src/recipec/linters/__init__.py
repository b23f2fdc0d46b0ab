"""Linters of others, where they are installed: what they find is shown at its true place in the recipe."""

from collections.abc import Callable, Iterator

from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe
    from recipec.diagnostics.finding import Finding


def ask(*, shellcheck: bool, hadolint: bool) -> "Callable[[Recipe], Iterator[Finding]]":
    """Give the function that asks the wanted ones about a recipe."""

    def find(recipe: "Recipe") -> "Iterator[Finding]":
        if shellcheck:
            from recipec.linters.shellcheck import check as check_scripts

            yield from check_scripts(recipe)
        if hadolint:
            from recipec.linters.hadolint import check as check_dockerfile

            yield from check_dockerfile(recipe, with_scripts=not shellcheck)

    return find
