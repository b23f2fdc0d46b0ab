"""What is found in a recipe as it stands, for the engine that the settings name."""

from recipec.checks.settings import Settings
from recipec.diagnostics.finding import Finding, Severity
from recipec.editor.document import Document
from recipec.errors import RecipeError
from recipec.record import Record


class Diagnosis(Record):
    """Findings at or above a level, and what keeps the recipe from being read."""

    findings: tuple[Finding, ...] = ()
    error: RecipeError | None = None


def diagnose(document: Document, settings: Settings, level: Severity) -> Diagnosis:
    """Check a recipe; an empty one is only not written yet."""
    if not document.text.strip():
        return Diagnosis()
    from recipec.api import lint

    try:
        checked = lint(document.source, settings, format=document.format, context=document.context)
    except RecipeError as error:
        return Diagnosis(error=error)
    shown = tuple(finding for finding in checked.findings if finding.severity.reaches(level))
    return Diagnosis(shown, checked.error)
