"""Names of stages: as Docker wants them, and the same wherever a stage is named."""

import re

from recipec.diagnostics.finding import Finding
from recipec.dockerfile.lower.findings import STAGE_NAME, UNUSED_STAGE
from recipec.ir.program import FromStage, Program
from recipec.ir.steps import Copy, FromStageName

_RESERVED = frozenset(("scratch", "context"))


def names(program: Program) -> tuple[dict[str, str], list[Finding]]:
    """Name every stage that is named in the recipe, or that another one mentions."""
    mentioned = {
        step.origin_of.name
        for stage in program.stages
        for step in stage.steps
        if isinstance(step, Copy) and isinstance(step.origin_of, FromStageName)
    } | {stage.base.name for stage in program.stages if isinstance(stage.base, FromStage)}
    given: dict[str, str] = {}
    findings: list[Finding] = []
    taken: set[str] = set()
    for number, stage in enumerate(program.stages):
        if stage.name not in mentioned and number < len(program.stages) - 1 and stage.base.origin:
            findings.append(
                Finding(
                    UNUSED_STAGE,
                    "nothing is copied from this stage: Apptainer builds it all the same, Docker does not",
                    stage.base.origin.span,
                    "remove it, or build it with `--target` where its failure should be seen",
                )
            )
        if stage.written_name is None and stage.name not in mentioned:
            continue
        written = stage.written_name if stage.written_name is not None else f"stage{number}"
        wanted = re.sub(r"[^a-z0-9_.-]+", "-", written.lower())
        if not re.match(r"[a-z]", wanted) or wanted in _RESERVED:
            wanted = f"stage-{wanted}"
        name, count = wanted, 1
        while name in taken:
            count += 1
            name = f"{wanted}-{count}"
        taken.add(name)
        given[stage.name] = name
        if stage.written_name is not None and name != stage.written_name and stage.base.origin:
            findings.append(
                Finding(
                    STAGE_NAME,
                    f"stage `{written}` is called `{name}`, as Docker wants it",
                    stage.base.origin.span,
                    f"build it with `--target {name}`",
                )
            )
    return given, findings
