"""RC609."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import Copy

_MEANING = {
    "chown": "`%files` gives everything to root, who builds",
    "chmod": "`%files` keeps the modes that files have",
    "parents": "`%files` knows no `--parents`",
    "exclude": "`%files` copies all of a directory",
}


@rule("RC609", Severity.INFO, "dockerfile-to-engine", words="--chown --chmod --parents --exclude")
def copy_flag(recipe: Recipe) -> Iterator[Problem]:
    """A flag of `COPY` says what `%files` cannot.

    A line of `%files` is a source and a destination. `recipec convert` writes `--chown` and `--chmod` as commands in
    `%post`, and takes `--parents` and `--exclude` apart into the files that are meant, for which it has to see the
    build context.

    ## Example

    ```dockerfile
    FROM debian:12
    COPY --chmod=755 tool /usr/local/bin/tool
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    COPY tool /usr/local/bin/tool
    ```
    """
    for _, placed in recipe.steps(Copy):
        instruction = recipe.instructions.get(placed.span)
        for flag in instruction.flags if instruction is not None else ():
            meaning = _MEANING.get(flag.name)
            if meaning is not None:
                needs_files = flag.name in ("parents", "exclude")
                yield Problem(
                    flag.span,
                    meaning,
                    "convert with `--context`, which shows what is meant"
                    if needs_files
                    else f"`recipec convert` writes a `{flag.name}` in `%post`",
                )
