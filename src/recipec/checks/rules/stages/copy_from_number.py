"""RC652."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.dockerfile.tree import Flag


@rule("RC652", Severity.INFO, "dockerfile-to-engine", words="--from=")
def copy_from_number(recipe: Recipe) -> Iterator[Problem]:
    """A stage has no number in a definition file.

    `%files from` knows stages by their names alone: `%files from 0` stops the build with `stage 0 was not found`.
    `recipec convert` gives the stage a name. A number is also wrong as soon as somebody adds a stage above.

    ## Example

    ```dockerfile
    FROM golang:1.23-bookworm
    RUN go build -o /opt/tool ./...
    FROM debian:12
    COPY --from=0 /opt/tool /opt/tool
    CMD ["/opt/tool"]
    ```

    ## Use instead

    ```dockerfile
    FROM golang:1.23-bookworm AS build
    RUN go build -o /opt/tool ./...
    FROM debian:12
    COPY --from=build /opt/tool /opt/tool
    CMD ["/opt/tool"]
    ```
    """
    flags: dict[str, list[Flag]] = {}
    for instruction in recipe.instructions.values():
        flag = instruction.flag("from") if instruction.name == "COPY" else None
        if flag is not None and flag.value is not None and flag.value.isdigit():
            flags.setdefault(flag.value, []).append(flag)
    for written, (flag, *others) in flags.items():
        number = int(written)
        name = recipe.program.stages[number].written_name if number < len(recipe.stages) else None
        fix = None
        if name is not None:
            fix = Fix(
                f"write `--from={name}`",
                tuple(Edit(one.span, f"--from={name}") for one in (flag, *others)),
                is_safe=True,
            )
        yield Problem(
            flag.span,
            f"`{written}` names no stage in a definition file",
            "give the stage a name with `AS`, and copy from that" if name is None else f"write `--from={name}`",
            related=tuple(Related(one.span, "here too") for one in others[:5]),
            fix=fix,
        )
