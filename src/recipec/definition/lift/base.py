"""What a stage starts from: its header."""

import re

from recipec.definition.lift import findings as kinds
from recipec.definition.lift.read import Templates
from recipec.definition.parse.words import lower
from recipec.definition.tree import HeaderLine, Stage
from recipec.diagnostics.finding import Finding, Related
from recipec.diagnostics.fix import Edit, Fix
from recipec.errors import RecipeError
from recipec.ir.node import Origin
from recipec.ir.program import FromAgent, FromImage, FromScratch
from recipec.ir.published import is_simple
from recipec.ir.text import Text, literal
from recipec.source import Span

# What an agent reads of the header (the conveyors of apptainer, internal/pkg/build/sources).
_KEYS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("docker", "docker-daemon", "docker-archive", "oci", "oci-archive"), ("from", "registry", "namespace")
    ),
    **dict.fromkeys(("localimage", "oras", "sandbox", "sif"), ("from", "fingerprints")),
    "library": ("from", "library", "fingerprints"),
    "shub": ("from",),
    "scratch": (),
    "debootstrap": ("mirrorurl", "osversion", "include"),
    **dict.fromkeys(("yum", "dnf"), ("mirrorurl", "osversion", "updateurl", "include", "setopt")),
    "zypper": (
        "mirrorurl",
        "updateurl",
        "osversion",
        "include",
        "product",
        "user",
        "regcode",
        "productpgp",
        "registerurl",
        "modules",
        "otherurl",
    ),
    "arch": ("confurl", "include"),
    "busybox": ("mirrorurl",),
}


def lift(
    stage: Stage, templates: Templates, comments: tuple[str, ...], found: list[Finding], written: set[Span]
) -> FromImage | FromScratch | FromAgent:
    """Lift a header, and say what of it no engine reads."""
    counting: dict[str, HeaderLine] = {}
    for item in stage.header:
        if not isinstance(item, HeaderLine):
            continue
        if item.is_lost:
            found.append(_lost(item))
            continue
        earlier = counting.pop(lower(item.key), None)
        if earlier is not None:
            found.append(_repeated(earlier, item))
        counting[lower(item.key)] = item
    line = counting.get("bootstrap")
    if line is None:
        raise RecipeError(
            "this stage has no `Bootstrap:`, and engines build no stage without it",
            span=next((item.span for item in stage.header if isinstance(item, HeaderLine)), stage.span),
            help="begin it with `Bootstrap: docker` and `From: IMAGE`",
        )
    agent = templates.plain(line.value)
    agent = agent.lower() if agent.lower() in _KEYS else agent  # what is spelled so is refused; the check says it
    read = _KEYS.get(agent)
    fields: list[tuple[str, Text]] = []
    for key, item in counting.items():
        if item.span is not None:
            written.add(item.span)
        if key in ("bootstrap", "stage"):
            continue
        if read is not None and key.rstrip("0123456789&n") not in read and key not in read:
            # Found here and not in the program: engines build the same without the line.
            found.append(Finding(kinds.HEADER_IGNORED, f"`Bootstrap: {agent}` does not read `{item.key}:`", item.span))
            continue
        fields.append((key, templates.text(item.value)))
    values = dict(fields)
    origin = Origin(counting.get("from", line).span or Span(0, 0), comments)
    match agent:
        case "docker":
            return FromImage(_reference(values, counting, found), origin=origin)
        case "scratch":
            return FromScratch(origin=origin)
        case _:
            if agent == "docker-daemon":
                _reference(values, counting, found)
            return FromAgent(agent, tuple(fields), origin=origin)


def _reference(values: dict[str, Text], lines: dict[str, HeaderLine], found: list[Finding]) -> Text:
    """Put registry and namespace before the image, as apptainer does, without a look at any of them."""
    before = len(found)
    name = values.get("from", ())
    line = lines.get("from") or lines["bootstrap"]
    if not name:
        found.append(
            Finding(
                kinds.BAD_REFERENCE,
                f"`Bootstrap: {lines['bootstrap'].value}` names no image",
                line.span,
                "add `From: IMAGE`",
            )
        )
    for scheme in ("docker://", "//"):
        if name and isinstance(name[0], str) and name[0].startswith(scheme):
            found.append(
                Finding(
                    kinds.BAD_REFERENCE,
                    f"`{scheme}` is no part of an image's name: engines look for a registry of that name",
                    line.span,
                    f"write `From: {line.value.removeprefix(scheme)}`",
                    fix=_written(line, line.value.removeprefix(scheme)),
                )
            )
            name = (name[0].removeprefix(scheme), *name[1:])
    for key in ("namespace", "registry"):
        prefix = values.get(key, ())
        if prefix and literal(prefix) != "":
            name = (*prefix, "/", *name)
    from recipec.ir.text import join

    reference = join(name)
    said = literal(reference)
    if said and len(found) == before and not _is_reference(said):
        found.append(
            Finding(
                kinds.BAD_REFERENCE,
                f"`{said}` is no image reference, and engines refuse it",
                line.span,
                "write NAME:TAG in small letters, without variables of a shell or a scheme such as `shub://`",
                fix=_mended(line),
            )
        )
    return reference


def _mended(line: HeaderLine) -> Fix | None:
    """Make a reference of what is nearly one: capitals, blanks around the colon, `AS NAME` of a Dockerfile, no tag."""
    name, colon, tag = re.sub(r"\s+as\s+\S+\Z", "", line.value, flags=re.IGNORECASE).rpartition(":")
    if not colon or "/" in tag:
        name, colon, tag = name + colon + tag, "", ""
    reference = name.strip().lower() + (f":{tag.strip()}" if tag.strip() else "")
    return _written(line, reference) if reference != line.value and _is_reference(reference) else None


def _written(line: HeaderLine, value: str) -> Fix | None:
    """Write another value into a line that is not continued."""
    at = (line.layout or "").lstrip().rfind(line.value)
    if line.span is None or at < 0 or "\n" in line.value or not line.value:
        return None
    start = line.span.start + at
    edit = Edit(Span(start, start + len(line.value)), value)
    return Fix(f"write `{value}`", (edit,), is_safe=True)


def _is_reference(text: str) -> bool:
    """Tell whether a text is written as an image is named: HOST/PATH:TAG@DIGEST, the path in small letters."""
    return is_simple(text) or (
        re.fullmatch(r"(?:[\w.-]+(?::\d+)?/)?[a-z0-9._/-]+(?::\w[\w.-]{0,127})?(?:@\w+:[0-9a-f]{32,})?", text, re.ASCII)
        is not None
    )


def _lost(line: HeaderLine) -> Finding:
    return Finding(
        kinds.CONTINUATION_LOST,
        f"`{line.key}:` ends in a backslash with no line behind it, and engines drop it",
        line.span,
        "take the backslash off",
    )


def _repeated(earlier: HeaderLine, later: HeaderLine) -> Finding:
    related = () if later.span is None else (Related(later.span, "this one counts"),)
    return Finding(
        kinds.HEADER_REPEATED, f"`{earlier.key}:` is said again below", earlier.span, "remove one of the two", related
    )
