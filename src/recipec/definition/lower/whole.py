"""What there is to say of a program as a whole: which stages are written, and which are not."""

from recipec.definition.lower import findings
from recipec.definition.lower.plan import Plan, built
from recipec.diagnostics.finding import Finding
from recipec.ir.program import FromImage, Program
from recipec.ir.text import show
from recipec.source import Span
from recipec.target import Target


def fixed_base(base: FromImage) -> Finding:
    """Say that a FROM with a variable means one stage now."""
    return Finding(
        findings.ARGUMENT_FIXED,
        f"`{show(base.reference)}` names a stage: which one is fixed now",
        base.origin.span if base.origin is not None else None,
        "convert again with `--build-arg` for another stage",
    )


def not_built(program: Program, plans: tuple[Plan, ...], written: set[Span]) -> list[Finding]:
    """Say which stages are left out, and account for them in ``written``."""
    names = built(plans)
    said: list[Finding] = []
    for stage in program.stages:
        if stage.name in names:
            continue
        for node in (stage, stage.base, *stage.steps):
            if node.origin is not None:
                written.add(node.origin.span)
        origin = stage.origin or stage.base.origin
        said.append(
            Finding(
                findings.STAGE_NOT_BUILT,
                f"nothing needs the stage `{stage.written_name or stage.name}`, so it is left out, as Docker does",
                origin.span if origin is not None else None,
                f"`--stage {stage.written_name or stage.name}` builds it",
            )
        )
    return said


def no_stages(program: Program, target: Target) -> Finding:
    """Say that an engine has no stages."""
    origin = program.stages[-1].origin
    return Finding(
        findings.TARGET_TOO_OLD,
        f"`{target.name}` has no stages: the definition file that is written is not accepted",
        origin.span if origin is not None else None,
        "write for a later engine, or build the stages one after another",
    )
