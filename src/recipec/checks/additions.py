"""Where a line is put that a recipe lacks: the edit for a section of a definition file, or a stage of a Dockerfile."""

from recipec.diagnostics.fix import Edit
from recipec.ir.steps import SetCommand, SetEntrypoint, SetUser
from recipec.shell.syntax import Simple
from recipec.source import Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.checks.recipe import Recipe
    from recipec.checks.scripts import PlacedScript


def to_section(recipe: "Recipe", name: str, line: str) -> Edit | None:
    """Put a line at the end of a section of the image's own stage, and make the section where there is none.

    None: nobody can tell where, as the section is for another interpreter than a shell, or ends before its last line.
    """
    text = recipe.source.text
    sections = recipe.final.sections(name)
    if any(section.arguments.strip() for section in sections):
        return None
    if sections and (last := sections[-1]).span is not None:
        body = last.body_span
        start, end = (last.span.end, last.span.end) if body is None else body
        written = text[start:end].rstrip()
        if not written:
            return Edit(Span(last.span.end, last.span.end), f"\n    {line}")
        lines = written.split("\n")
        indent = lines[-1][: len(lines[-1]) - len(lines[-1].lstrip())]
        if lines[-1].endswith("\\") or "<<" in written or _is_left(recipe, body):
            return None
        at = start + len(written)
        return Edit(Span(at, at), f"\n{indent}{line}")
    if recipe.final is not recipe.stages[-1]:
        return None
    gap = "\n" if text.endswith("\n") else "\n\n"
    return Edit(Span(len(text), len(text)), f"{gap}%{name}\n    {line}\n")


def _is_left(recipe: "Recipe", body: Span | None) -> bool:
    """Tell whether the last command of a section leaves its script: what stands behind it never runs."""
    script = next((one for one in recipe.scripts if one.origin == body), None)
    statements = () if script is None else script.script.body.statements
    last = statements[-1].parts[-1].parts[-1] if statements else None
    return isinstance(last, Simple) and last.name in ("exec", "exit") and len(last.words) > 1


def to_stage(recipe: "Recipe", instruction: str) -> Edit | None:
    """Put an instruction into the last stage of a Dockerfile, above its start command and the first USER."""
    for placed in recipe.final.steps:
        if isinstance(placed.step, SetUser | SetEntrypoint | SetCommand) and placed.span.end:
            return Edit(Span(placed.span.start, placed.span.start), instruction + "\n")
    if recipe.final is not recipe.stages[-1]:
        return None
    text = recipe.source.text
    end = "" if text.endswith("\n") else "\n"
    return Edit(Span(len(text), len(text)), f"{end}{instruction}\n")


def at_start(recipe: "Recipe", script: "PlacedScript", line: str) -> Edit | None:
    """Put a line in front of all that a build script does: at the top of its section, or as a RUN above it."""
    at = script.origin.start
    if recipe.dockerfile is not None:
        return Edit(Span(at, at), f"RUN {line}\n") if script.user == "" else None
    return at_top(script, line)


def at_top(script: "PlacedScript", *lines: str) -> Edit | None:
    """Put lines at the very top of a section, indented as it is; None where a ``#!`` line has to be the first."""
    if script.text.startswith("#!"):
        return None
    first = next((each for each in script.text.split("\n") if each.strip()), "    ")
    indent = first[: len(first) - len(first.lstrip())]
    at = script.origin.start
    return Edit(Span(at, at), "".join(f"{indent}{line}\n" for line in lines))


def above(script: "PlacedScript", line: str) -> Edit | None:
    """Put a line above the first statement of a section's script; None where that does not begin a line."""
    statements = script.script.body.statements
    if not statements or script.kind == "run":
        return None
    start = statements[0].span.start
    begin = script.text.rfind("\n", 0, start) + 1
    indent = script.text[begin:start]
    if indent.strip():
        return None
    place = script.span(Span(begin, begin))
    return Edit(place, f"{indent}{line}\n")
