"""recipec: a compiler between Dockerfiles and Singularity/Apptainer definition files."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.api import Conversion, convert, parse
    from recipec.context import Context, Directory
    from recipec.diagnostics.finding import Finding, Related, Severity
    from recipec.errors import RecipeError
    from recipec.format import Format
    from recipec.ir.options import BuildMode, Options, RunAs, StartIn
    from recipec.source import Source, Span
    from recipec.target import Target

__version__ = "0.1.0"

__all__ = [
    "BuildMode",
    "Context",
    "Conversion",
    "Directory",
    "Finding",
    "Format",
    "Options",
    "RecipeError",
    "Related",
    "RunAs",
    "Severity",
    "Source",
    "Span",
    "StartIn",
    "Target",
    "__version__",
    "convert",
    "parse",
]

# Where each public name lives. They are imported when they are asked for: the command starts faster without.
_HOMES = {
    "BuildMode": "recipec.ir.options",
    "Context": "recipec.context",
    "Conversion": "recipec.api",
    "Directory": "recipec.context",
    "Finding": "recipec.diagnostics.finding",
    "Format": "recipec.format",
    "Options": "recipec.ir.options",
    "RecipeError": "recipec.errors",
    "Related": "recipec.diagnostics.finding",
    "RunAs": "recipec.ir.options",
    "Severity": "recipec.diagnostics.finding",
    "Source": "recipec.source",
    "Span": "recipec.source",
    "StartIn": "recipec.ir.options",
    "Target": "recipec.target",
    "convert": "recipec.api",
    "parse": "recipec.api",
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
