"""Sections become steps, in the order in which apptainer carries them out."""

from collections.abc import Callable, Mapping

from recipec.definition.lift import files
from recipec.definition.lift import findings as kinds
from recipec.definition.lift.read import Part, Templates, is_template, joined, origin
from recipec.definition.parse.words import argument, label, trim
from recipec.diagnostics.finding import Finding, Related
from recipec.ir.node import Origin
from recipec.ir.steps import (
    App,
    AppSection,
    Argument,
    HostScript,
    Label,
    Moment,
    Post,
    Script,
    SetHelp,
    SetRunscript,
    SetStartscript,
    SetTest,
    SourceEnv,
    Step,
)
from recipec.ir.text import Text, Variable
from recipec.source import Span

_WITH_ARGUMENTS = frozenset(("pre", "setup", "post", "files", "runscript", "startscript", "test"))


def lift(
    parts: tuple[Part, ...],
    templates: Templates,
    stage_named: Callable[[str, Span], str | None],
    used: Mapping[str, Span],
    found: list[Finding],
) -> tuple[Step, ...]:
    """Lift the sections of a stage. ``used`` are its templates and their places.

    Apptainer's order (internal/pkg/build/build.go): the order of the sections in the file means nothing.
    """
    named: dict[str, list[Part]] = {}
    for part in parts:
        named.setdefault(part.section.name, []).append(part)
        _ignored_arguments(part, found)
        _made_sections(part, templates, found)
    from_stages, from_host = files.lift(named.get("files", []), stage_named, found)
    apps = _apps(parts)
    steps: list[Step] = [
        *_host(named.get("pre"), Moment.PRE),
        *(app for app in apps if app.section is not AppSection.INSTALL),
        *from_stages,
        *_host(named.get("setup"), Moment.SETUP),
        *from_host,
        *_post(named.get("post")),
        *(app for app in apps if app.section is AppSection.INSTALL),
        *_metadata(named, found),
    ]
    return (*_arguments(named.get("arguments", []), templates, used, found), *steps)


def _script(same: list[Part]) -> tuple[Text, str, Origin] | None:
    """Give the script, the arguments and the place of sections of the same name; None when there is nothing in them."""
    body = joined(same)
    # The last section line that has arguments gives them (deffile.go, parseTokenSection).
    arguments = [part.arguments for part in same if part.section.arguments]
    return (body, arguments[-1] if arguments else "", origin(same)) if body else None


def _host(same: list[Part] | None, moment: Moment) -> list[Step]:
    read = _script(same) if same else None
    return [] if read is None else [HostScript(moment, read[0], read[1], origin=read[2])]


def _post(same: list[Part] | None) -> list[Step]:
    read = _script(same) if same else None
    return [] if read is None or not _says_something(read[0]) else [Post(read[0], read[1], origin=read[2])]


def _says_something(body: Text) -> bool:
    # To a shell no other character is a blank.
    return any(not isinstance(part, str) or part.strip(" \t\n") for part in body)


def _metadata(named: dict[str, list[Part]], found: list[Finding]) -> list[Step]:
    """Lift what is written into the image after ``%post``. A body of blank lines is a script, an empty one is none."""
    steps: list[Step] = []
    if "help" in named and (read := _script(named["help"])):
        steps.append(SetHelp(read[0], origin=read[2]))
    steps += _labels(named.get("labels", []), found)
    if "environment" in named and (read := _script(named["environment"])) and _says_something(read[0]):
        steps.append(SourceEnv(read[0], origin=read[2]))
    if "startscript" in named and (read := _script(named["startscript"])):
        steps.append(SetStartscript(Script(read[0], read[1], origin=read[2]), origin=read[2]))
    if "runscript" in named and (read := _script(named["runscript"])):
        steps.append(SetRunscript(Script(read[0], read[1], origin=read[2]), origin=read[2]))
    if "test" in named and (read := _script(named["test"])):
        steps.append(SetTest(Script(read[0], read[1], origin=read[2]), origin=read[2]))
    return steps


def _labels(same: list[Part], found: list[Finding]) -> list[Step]:
    labels: dict[Text, Label] = {}
    for part in same:
        for line in part.lines():
            key, value = label(line.text)
            name = part.masks.text(key)
            earlier = labels.pop(name, None)
            labels[name] = Label(name, part.masks.text(value), origin=line.origin)
            if earlier is not None and earlier.origin is not None:
                found.append(_said_twice("label", part.masks.source(key), earlier.origin.span, line.origin.span))
    return list(labels.values())


def _apps(parts: tuple[Part, ...]) -> list[App]:
    """Lift the sections of apps: the same section of the same app is one, apps in the order of their first section."""
    apps: dict[str, dict[str, list[Part]]] = {}
    for part in parts:
        if part.section.app is not None:
            apps.setdefault(part.section.app, {}).setdefault(part.section.name, []).append(part)
    return [
        App(name, AppSection(kind), joined(same), origin=origin(same))
        for name, sections in apps.items()
        for kind, same in sections.items()
    ]


def _arguments(same: list[Part], templates: Templates, used: Mapping[str, Span], found: list[Finding]) -> list[Step]:
    """Lift ``%arguments``; what is mentioned without a value there is an argument that has to be given."""
    arguments: dict[str, Argument] = {}
    for part in same:
        for line in part.lines():
            pair = argument(part.masks.source(line.text))
            if pair is None:
                found.append(
                    Finding(
                        kinds.ARGUMENT_LINE,
                        "a line of `%arguments` is `NAME=value`: this one is skipped",
                        line.origin.span,
                    )
                )
                continue
            earlier = arguments.pop(pair[0], None)
            if earlier is not None and earlier.origin is not None:
                found.append(_said_twice("argument", pair[0], earlier.origin.span, line.origin.span))
            arguments[pair[0]] = Argument(pair[0], templates.default(pair[1]), origin=line.origin)
    missing = [Argument(name, origin=Origin(span)) for name, span in used.items() if name not in arguments]
    return [*arguments.values(), *missing]


def _said_twice(what: str, name: str, earlier: Span, later: Span) -> Finding:
    return Finding(
        kinds.REPEATED,
        f"{what} `{name}` is given again below",
        earlier,
        "remove one of the two",
        (Related(later, "this one counts"),),
    )


def _ignored_arguments(part: Part, found: list[Finding]) -> None:
    name = part.section.name
    if part.section.app is None and name not in _WITH_ARGUMENTS and part.arguments:
        found.append(Finding(kinds.ARGUMENTS_IGNORED, f"engines ignore what stands behind `%{name}`", part.span))


def _made_sections(part: Part, templates: Templates, found: list[Finding]) -> None:
    """Find the templates whose value begins a section: the text is read again once they are replaced."""
    if not part.masks.written:
        return
    for line in part.lines():
        first = next(iter(part.masks.text(line.text)), "")
        if isinstance(first, Variable) and is_template(first) and trim(templates.value(first.name) or "")[:1] == "%":
            found.append(
                Finding(
                    kinds.SECTION_FROM_TEMPLATE,
                    f"the value of `{first.name}` begins with `%`, so that this line begins a section",
                    line.origin.span,
                    "write the section itself",
                )
            )
