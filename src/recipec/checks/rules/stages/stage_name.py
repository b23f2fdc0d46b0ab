"""RC654."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix


@rule("RC654", Severity.INFO, "dockerfile-to-engine", words="--from=")
def stage_name(recipe: Recipe) -> Iterator[Problem]:
    """The names of stages differ by case in a definition file.

    To Docker `AS Build` and `--from=build` are one name. Apptainer says `stage build was not found`. `recipec convert`
    writes the name as the stage has it.

    ## Example

    ```dockerfile
    FROM golang:1.23-bookworm AS Build
    RUN go build -o /opt/tool ./...
    FROM debian:12
    COPY --from=build /opt/tool /opt/tool
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
    names = {
        stage.written_name.lower(): (stage.written_name, view)
        for stage, view in zip(recipe.program.stages, recipe.stages, strict=True)
        if stage.written_name is not None
    }
    for instruction in recipe.instructions.values():
        flag = instruction.flag("from") if instruction.name == "COPY" else None
        if flag is None or flag.value is None or flag.value.lower() not in names:
            continue
        name, view = names[flag.value.lower()]
        if name != flag.value:
            yield Problem(
                flag.span,
                f"to Apptainer `{flag.value}` is not the stage `{name}`",
                "write both alike, in lower case",
                related=(Related(view.span, "the stage"),),
                fix=Fix(f"write `--from={name}`", (Edit(flag.span, f"--from={name}"),), is_safe=True),
            )
