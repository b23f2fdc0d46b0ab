"""What an engine understands of a definition file, in the shape in which Apptainer itself can write it down."""

from collections.abc import Mapping

from recipec.definition.parse import is_empty, parse
from recipec.definition.parse.words import files, is_skipped, label, lower, trim
from recipec.definition.templates import defaults, expand
from recipec.definition.tree import HeaderLine, Section, Stage
from recipec.source import Source


def understood(text: str, build_arguments: Mapping[str, str] | None = None) -> list[dict[str, object]]:
    """Read a text as ``apptainer build`` does: parse, replace templates, parse again. Raises what ``parse`` raises."""
    trees: list[dict[str, object]] = []
    for stage in parse(Source(text)).stages:
        if is_empty(stage) or stage.span is None:
            continue
        values = {**defaults(stage), **(build_arguments or {})}
        # Only the text of the stage itself: each is read anew on its own.
        again = expand(text[stage.span.start : stage.span.end], values, start=stage.span.start)
        trees += [project(one) for one in parse(Source(again)).stages if not is_empty(one)]
    return trees


def project(stage: Stage) -> dict[str, object]:
    """Show a stage as Apptainer's ``types.Definition``."""
    header = {lower(one.key): one.value for one in stage.header if isinstance(one, HeaderLine) and not one.is_lost}
    scripts: dict[str, dict[str, str]] = {}
    copies: dict[str, list[dict[str, str]]] = {}
    custom: dict[str, str] = {}
    apps: list[str] = []
    for at, section in enumerate(stage.sections):
        assert isinstance(section, Section)
        body = section.body
        if at == 0 and not stage.header:
            body = body.removesuffix("\n")  # the first token of a file without a header is trimmed
        if section.name == "files":
            copies.setdefault(section.arguments, []).extend(_files(section))
        elif section.app is not None:
            key = f"{section.name} {section.app}"
            custom[key] = custom.get(key, "") + body
            if section.app not in apps:
                apps.append(section.app)
        else:
            script = scripts.setdefault(section.name, {"args": "", "script": ""})
            script["args"] = section.arguments or script["args"]
            script["script"] += body
    labels = [trim(line) for line in trim(scripts.get("labels", {"script": ""})["script"]).split("\n")]
    nothing = {"args": "", "script": ""}
    return {
        "header": header or None,
        "imageData": {
            "metadata": None,
            "labels": dict(label(line) for line in labels if not is_skipped(line)),
            "imageScripts": {
                name: scripts.get(name.lower(), nothing)
                for name in ("help", "environment", "runScript", "test", "startScript")
            },
        },
        "buildData": {
            "files": [{"args": key, "files": lines or None} for key, lines in copies.items()],
            "buildScripts": {
                name: scripts.get(name, nothing) for name in ("pre", "setup", "post", "test", "arguments")
            },
        },
        "customData": custom or None,
        "raw": None,
        "fullraw": None,
        "appOrder": apps,
    }


def _files(section: Section) -> list[dict[str, str]]:
    read = [files(trim(line)) for line in section.lines if not is_skipped(trim(line))]
    return [{"source": one.source, "destination": one.destination or ""} for one in read if one is not None]
