"""SCIF apps: laid out as Apptainer does, started by the ENTRYPOINT when it is called with ``--app NAME``."""

import json
import re

from recipec.dockerfile.lower import files, scripts
from recipec.dockerfile.lower.findings import APPS
from recipec.dockerfile.lower.sheet import Group, Sheet
from recipec.ir.classes import evolve
from recipec.ir.steps import App, AppSection, Copy, CopyRules
from recipec.ir.text import literal, plain
from recipec.shell.quoting import quote

# What Apptainer exports for an app that is asked for (its 01-base.sh), before the app's own %appenv.
_BASE = """\
#!/bin/sh

SCIF_APPNAME={name}
SCIF_APPROOT="/scif/apps/{name}"
SCIF_APPMETA="/scif/apps/{name}/scif"
SCIF_DATA="/scif/data"
SCIF_APPDATA="/scif/data/{name}"
SCIF_APPINPUT="/scif/data/{name}/input"
SCIF_APPOUTPUT="/scif/data/{name}/output"
export SCIF_APPDATA SCIF_APPNAME SCIF_APPROOT SCIF_APPMETA SCIF_APPINPUT SCIF_APPOUTPUT SCIF_DATA
"""

CHOICE = """\
if [ "$1" = --app ]; then
    app=/scif/apps/$2
    shift 2
    for script in "$app"/scif/env/*.sh; do
        . "$script"
    done
    export PATH="$app/bin:$PATH" LD_LIBRARY_PATH="$app/lib:$LD_LIBRARY_PATH"
    exec "$app/scif/runscript" "$@"
fi"""

_FILES = {
    AppSection.HELP: ("runscript.help", False),
    AppSection.RUN: ("runscript", True),
    AppSection.TEST: ("test", True),
    AppSection.START: ("startscript", True),
}


def lower(apps: list[App], sheet: Sheet) -> str:
    """Write the apps. Give the shell text that starts the one that is asked for, empty when none can be run."""
    if not apps:
        return ""
    for name, own in _by_name(apps).items():
        _app(name, own, sheet)
        for app in own:
            sheet.wrote(app)
    runs = [app for app in apps if app.section is AppSection.RUN]
    first = (runs or apps)[0]
    sheet.tell(
        APPS,
        "Docker knows no apps: they are in `/scif` as Apptainer lays them out, without the `SCIF_APP*_NAME` variables"
        " that it sets for every start",
        first,
        f"`docker run IMAGE --app {first.name} ...` starts an app" if runs else "call what they install by its path",
    )
    return CHOICE if runs else ""


def install(apps: list[App], sheet: Sheet) -> list[tuple[App, str]]:
    """Give the scripts of %appinstall, in the order in which Apptainer runs them behind %post."""
    found: list[tuple[App, str]] = []
    for own in _by_name(apps).values():
        found.extend(
            (app, scripts.trim(scripts.shell(app.body, sheet, app))) for app in own if app.section is AppSection.INSTALL
        )
    return found


def _by_name(apps: list[App]) -> dict[str, list[App]]:
    named: dict[str, list[App]] = {}
    for app in apps:
        named.setdefault(app.name, []).append(app)
    return named


def root(name: str) -> str:
    return f"/scif/apps/{name}"


def _app(name: str, own: list[App], sheet: Sheet) -> None:
    directories = " ".join(f"{root(name)}/{part}" for part in ("bin", "lib", "scif/env"))
    data = " ".join(f"/scif/data/{name}/{part}" for part in ("input", "output"))
    above = scripts.comments(own[0])
    sheet.put(Group.SETUP, "RUN", f"mkdir -p {directories} \\\n    {data}", comments=above, node=own[0])
    scripts.write(f"{root(name)}/scif/env/01-base.sh", _BASE.format(name=name), sheet, Group.SETUP, own[0])
    labels: dict[str, str] = {"SCIF_APP_NAME": name}
    for app in own:
        match app.section:
            case AppSection.LABELS:
                labels.update(_labels(sheet.fixed(app.body, app)))
            case AppSection.FILES:
                _files(app, sheet)
            case AppSection.ENVIRONMENT:
                content = sheet.fixed(app.body, app)
                scripts.write(f"{root(name)}/scif/env/90-environment.sh", content, sheet, Group.APP, app)
            case AppSection.HELP:
                content = sheet.fixed(app.body, app)
                scripts.write(f"{root(name)}/scif/runscript.help", content, sheet, Group.APP, app, executable=False)
            case AppSection.RUN | AppSection.TEST | AppSection.START:
                file, executable = _FILES[app.section]
                # No `#!` line of its own: Apptainer writes /bin/sh's above whatever the section says.
                body = sheet.fixed(app.body, app)
                scripts.write(
                    f"{root(name)}/scif/{file}", f"#!/bin/sh\n\n{body}\n", sheet, Group.APP, app, executable=executable
                )
            case AppSection.INSTALL:
                pass
    # Apptainer's file has no line break at its end, which every here-document has.
    content = json.dumps(labels, indent="\t", ensure_ascii=False, sort_keys=True)
    for character in "<>&":
        content = content.replace(character, f"\\u{ord(character):04x}")
    printed = content.replace("\\", "\\\\").replace("%", "%%").replace("\n", "\\n").replace("\t", "\\t")
    sheet.put(Group.APP, "RUN", f"printf {quote(printed)} > {root(name)}/scif/labels.json", node=own[0])


def _labels(body: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in body.split("\n"):
        key, _, value = line.strip().partition(" ")
        if key and not key.startswith("#"):
            found[key] = value.strip()
    return found


def _files(app: App, sheet: Sheet) -> None:
    """Copy what %appfiles names: two words, no quotes and no patterns, below the app's own directory."""
    body = literal(app.body)
    copies: list[Copy] = []
    for line in (sheet.fixed(app.body, app) if body is None else body).split("\n"):
        text = line.partition("#")[0].strip()
        if not text:
            continue
        source, _, destination = text.partition(" ")
        target = f"{root(app.name)}/{(destination.strip() or source).lstrip('/')}"
        escaped = re.sub(r"([*?\[\]{}\\$`])", r"\\\1", source)
        origin = evolve(app.origin, comments=()) if app.origin else None
        copies.append(Copy((plain(escaped),), plain(target), rules=CopyRules.HOST, origin=origin))
    files.lower(copies, sheet, Group.FILES)
