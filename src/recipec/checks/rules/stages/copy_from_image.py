"""RC653."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import Copy, FromImageName


@rule("RC653", Severity.INFO, "dockerfile-to-engine", words="--from=")
def copy_from_image(recipe: Recipe) -> Iterator[Problem]:
    """A definition file cannot copy from an image that is no stage of it.

    `%files from` knows the stages of the file alone. An image to copy from needs a stage of its own, with `Bootstrap`,
    `From` and a name, and nothing else in it. `recipec convert` writes one.

    ## Example

    ```dockerfile
    FROM debian:12
    COPY --from=busybox:1.37 /bin/busybox /usr/local/bin/busybox
    CMD ["busybox"]
    ```

    ## Use instead

    ```dockerfile
    FROM busybox:1.37 AS box
    FROM debian:12
    COPY --from=box /bin/busybox /usr/local/bin/busybox
    CMD ["busybox"]
    ```
    """
    seen: set[str] = set()
    for step, placed in recipe.steps(Copy):
        if not isinstance(step.origin_of, FromImageName) or step.origin_of.reference in seen:
            continue
        seen.add(step.origin_of.reference)
        instruction = recipe.instructions.get(placed.span)
        flag = instruction.flag("from") if instruction is not None else None
        yield Problem(
            placed.span if flag is None else flag.span,
            f"a definition file copies from stages alone, and `{step.origin_of.reference}` is an image",
            "make it a stage: `Bootstrap: docker`, `From`, `Stage`, as `recipec convert` does",
        )
