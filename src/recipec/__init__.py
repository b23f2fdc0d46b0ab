"""recipec: a compiler between Dockerfiles and Singularity/Apptainer definition files."""

# Type checkers take it for true, by its name. To import typing for it would double the time of `recipec --version`.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from recipec.api import Conversion, convert, explain, format_definition, lint, parse
    from recipec.checks.lint import Checked
    from recipec.checks.settings import Settings
    from recipec.comparison import diff
    from recipec.comparison.facet import Difference, Differences, Facet, Said
    from recipec.context import Context, Directory, Entry
    from recipec.diagnostics.finding import Finding, Related, Severity
    from recipec.diagnostics.fix import Edit, Fix
    from recipec.errors import RecipeError
    from recipec.explanation.explanation import Explanation
    from recipec.format import Format
    from recipec.ir.configuration import Configuration
    from recipec.ir.options import BuildMode, Options, RunAs, StartIn
    from recipec.sites.reading import read_site
    from recipec.sites.site import Site
    from recipec.source import Source, Span
    from recipec.target import Target

__version__ = "0.1.0"

__all__ = [
    "BuildMode",
    "Checked",
    "Configuration",
    "Context",
    "Conversion",
    "Difference",
    "Differences",
    "Directory",
    "Edit",
    "Entry",
    "Explanation",
    "Facet",
    "Finding",
    "Fix",
    "Format",
    "Options",
    "RecipeError",
    "Related",
    "RunAs",
    "Said",
    "Settings",
    "Severity",
    "Site",
    "Source",
    "Span",
    "StartIn",
    "Target",
    "__version__",
    "convert",
    "diff",
    "explain",
    "format_definition",
    "lint",
    "parse",
    "read_site",
]

# Where each public name lives. They are imported when they are asked for: the command starts faster without.
_HOMES = {
    "BuildMode": "recipec.ir.options",
    "Checked": "recipec.checks.lint",
    "Configuration": "recipec.ir.configuration",
    "Context": "recipec.context",
    "Conversion": "recipec.api",
    "Difference": "recipec.comparison.facet",
    "Differences": "recipec.comparison.facet",
    "Directory": "recipec.context",
    "Edit": "recipec.diagnostics.fix",
    "Entry": "recipec.context",
    "Explanation": "recipec.explanation.explanation",
    "Facet": "recipec.comparison.facet",
    "Finding": "recipec.diagnostics.finding",
    "Fix": "recipec.diagnostics.fix",
    "Format": "recipec.format",
    "Options": "recipec.ir.options",
    "RecipeError": "recipec.errors",
    "Related": "recipec.diagnostics.finding",
    "RunAs": "recipec.ir.options",
    "Said": "recipec.comparison.facet",
    "Settings": "recipec.checks.settings",
    "Severity": "recipec.diagnostics.finding",
    "Site": "recipec.sites.site",
    "Source": "recipec.source",
    "Span": "recipec.source",
    "StartIn": "recipec.ir.options",
    "Target": "recipec.target",
    "convert": "recipec.api",
    "diff": "recipec.comparison",
    "explain": "recipec.api",
    "format_definition": "recipec.api",
    "lint": "recipec.api",
    "parse": "recipec.api",
    "read_site": "recipec.sites.reading",
}


if not TYPE_CHECKING:  # else a misspelt name would be an object to the type checker, and no mistake

    def __getattr__(name: str) -> object:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        value = getattr(import_module(home), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
