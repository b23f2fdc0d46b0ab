"""COPY and ADD: a plain line of ``%files`` where nothing can interfere, else files that wait for their turn."""

import posixpath
from typing import NamedTuple

from recipec.definition.lower import findings, paths
from recipec.definition.lower.history import History
from recipec.definition.lower.ignore import Ignore, go_pattern
from recipec.definition.lower.places import Found, Place, What, clamp, in_context
from recipec.definition.lower.sheet import WAITING, FileLine, Sheet
from recipec.definition.lower.values import MARK, bare
from recipec.ir.steps import Copy, Download, Unpack, WriteFile
from recipec.ir.text import Text, literal
from recipec.ir.walk import State, evaluate, within
from recipec.shell.quoting import quote

WRITE_OUT = "write the path out, or set the variable with ENV or ARG"


class Spot(NamedTuple):
    """A copy with all of its words settled. ``stage`` None: from the context."""

    step: Copy
    sources: tuple[str, ...]
    destination: str
    stage: str | None
    owner: str | None
    mode: str | None


def shell_path(path: str) -> str:
    """Write a path as a word of the shell; the marks of templates in it stay."""
    if MARK not in path:
        return quote(path)
    return "'" + path + "'" if "'" not in path else '"' + path + '"'


def settled(text: Text, state: State, sheet: Sheet) -> str | None:
    """Write a text that no shell reads; None when it needs the base image's environment."""
    return bare(sheet.templates.settle(evaluate(text, state), state))


def destination(text: Text, state: State, sheet: Sheet) -> str | None:
    """Write where something is copied to: absolute, with a ``/`` at its end when it is a directory by its form."""
    given = evaluate(text, state)
    at = within(state.workdir if state.workdir is not None else ("/",), given)
    path = bare(sheet.templates.settle(at or (), state)) if at is not None else None
    if path is None:
        return None
    said = literal(given) or bare(given) or ""
    is_directory = said.endswith(("/", "/.", "/..")) or said in ("", ".", "..")
    path = posixpath.normpath(path)
    path = path[1:] if path.startswith("//") else path
    return path + "/" if is_directory and path != "/" else path


def lower(step: Copy, stage: str | None, state: State, sheet: Sheet) -> None:
    """Write a COPY."""
    target = destination(step.destination or (), state, sheet)
    sources = tuple(settled(source, state, sheet) for source in step.sources)
    owner = settled(step.chown, state, sheet) if step.chown is not None else None
    mode = settled(step.chmod, state, sheet) if step.chmod is not None else None
    if target is None or None in sources:
        sheet.find(
            findings.LOST_VALUE,
            "where this copies to depends on the base image's environment, which is not known here",
            step,
            help=WRITE_OUT,
        )
        return
    sheet.account(step)
    known = tuple(source for source in sources if source is not None)
    spot = Spot(step, known, _as_directory(target, known, sheet.history), stage, owner or None, mode or None)
    if state.workdir is None and step.destination and not (literal(step.destination) or "/").startswith("/"):
        sheet.find(
            findings.BASE_DIRECTORY,
            "this path is relative to the base image's WORKDIR, which is not known here; `/` is taken for it",
            step,
            help="set WORKDIR in the recipe, or write the absolute path",
        )
    if step.parents:
        spot = _with_parents(spot, sheet)
    found = _found(spot, sheet)
    _tell(found, spot, sheet)
    if _is_plain(found.places, spot, sheet):
        _first(found.places, spot, sheet)
    else:
        _at_turn(found.places, spot, sheet)


def _as_directory(target: str, sources: tuple[str, ...], history: History) -> str:
    """Say of a destination that is a directory already that it is one."""
    if target == "/" or target.endswith("/"):
        return target
    return target + "/" if len(sources) > 1 and history.has_directory(target) else target


def _with_parents(spot: Spot, sheet: Sheet) -> Spot:
    sheet.find(
        findings.COPY_FLAG,
        "`--parents` has no counterpart; only sources that are named one by one keep their directories",
        spot.step,
        help="copy each directory by a COPY of its own",
    )
    return spot


def _found(spot: Spot, sheet: Sheet) -> Found:
    excluded = tuple(settled(pattern, State(), sheet) or "" for pattern in spot.step.excludes)
    patterns = tuple(go_pattern(pattern) for pattern in excluded)

    def hides(path: str) -> bool:
        return any(pattern.fullmatch(path) for pattern in patterns)

    if spot.stage is None:
        context = None if any(MARK in source for source in spot.sources) else sheet.context
        found = in_context(spot.sources, spot.destination, context, sheet.ignore, hides)
        if patterns and context is not None:
            return _relative_excludes(spot, sheet, excluded)
        if not patterns:
            return found
    else:
        places = tuple(_from_stage(source, spot.destination) for source in spot.sources)
        found = Found(places)
    if patterns:
        sheet.find(
            findings.COPY_FLAG,
            "`--exclude` needs the files at hand to say which ones are left out",
            spot.step,
            help="convert with `--context`, or remove the files in a RUN",
        )
    return found


def _relative_excludes(spot: Spot, sheet: Sheet, excluded: tuple[str, ...]) -> Found:
    """Find the places source by source: ``--exclude`` is relative to the root of each."""
    parts: list[Found] = []
    for source in spot.sources:
        root = clamp(source)
        rules = Ignore(excluded)

        def hides(path: str, root: str = root, rules: Ignore = rules) -> bool:
            relative = path[len(root) :].lstrip("/") if root and path.startswith(root + "/") else path
            return rules.hides(relative)

        parts.append(in_context((source,), spot.destination, sheet.context, sheet.ignore, hides))
    return Found(
        tuple(place for part in parts for place in part.places),
        tuple(name for part in parts for name in part.missing),
        listed=any(part.listed for part in parts),
    )


def _from_stage(source: str, target: str) -> Place:
    path = "/" + clamp(source)
    into = target.endswith("/")
    if any(char in path for char in "*?["):
        return Place(path, What.PATTERN, target, into)
    if source.rstrip(".").endswith("/") or path in paths.STANDARD:
        return Place(path, What.DIRECTORY, target)
    if paths.parent(path) in paths.PROGRAMS:
        return Place(path, What.FILE, target, into)
    return Place(path, What.UNKNOWN, target, into)


def _tell(found: Found, spot: Spot, sheet: Sheet) -> None:
    for source in found.missing:
        sheet.find(
            findings.MISSING_SOURCE,
            f"`{source}` is not in the build context, or an ignore file hides it",
            spot.step,
            help="build in the directory that has it, or convert with `--context DIR`",
        )
    if found.assumed and spot.stage is None:
        names = ", ".join(f"`{name.replace(MARK, '')}`" for name in found.assumed)
        are = "is" if len(found.assumed) == 1 else "are"
        sheet.find(
            findings.NO_CONTEXT,
            f"the build context is not at hand: {names} {are} taken for what the name says",
            spot.step,
            help="convert with `--context DIR`",
        )
    if found.listed:
        sheet.find(
            findings.IGNORED_NOW,
            "what is copied is listed as the context is now: `%files` knows no ignore file, and follows links",
            spot.step,
            help="convert again when files come or go",
        )


def _is_plain(places: tuple[Place, ...], spot: Spot, sheet: Sheet) -> bool:
    """Tell whether every place can be a line of ``%files`` before all of ``%post``."""
    step = spot.step
    if any(paths.is_below(place.path, paths.TEMPORARY) for place in places):
        return False
    if any(not _is_sayable(place, sheet) for place in places):
        return False
    if any(place.what is What.UNKNOWN and _needs_look(place, sheet.history) for place in places):
        return False
    if (spot.owner is not None or spot.mode is not None) and not _is_alone(places, sheet.history):
        return False
    same = {place.path: f"{spot.stage or ''}:{place.source}" for place in places}
    group = spot.stage
    moved = [
        place
        for place in places
        if not sheet.history.may_be_first(place.path, group, _same(place, same, sheet.history))
    ]
    if not moved:
        return True
    if sheet.options.files_first:
        sheet.find(
            findings.MOVED_FIRST,
            "this copy is made before every RUN, because all files come first",
            step,
            help="without `--files-first` the copy waits for its turn",
        )
        return True
    return False


def _same(place: Place, same: dict[str, str], history: History) -> dict[str, str]:
    """Map what a directory brings to where it comes from, so that what was copied before from there is known."""
    if place.what is not What.DIRECTORY:
        return same
    prefix = place.path.rstrip("/") + "/"
    stage, _, source = same[place.path].partition(":")
    found = dict(same)
    for path, known in history.sources_below(prefix):
        mine = f"{stage}:{posixpath.join(source, path[len(prefix) :])}"
        if mine == known:
            found[path] = known
    return found


def _is_sayable(place: Place, sheet: Sheet) -> bool:
    if place.what in (What.LINK, What.EMPTY):
        return True
    said = paths.source(place.source or ".", sheet.target, pattern=place.what is What.PATTERN)
    return said is not None and paths.destination(place.destination, sheet.target) is not None


def _needs_look(place: Place, history: History) -> bool:
    """Tell whether a source that may be a directory could land somewhere else than Docker puts it."""
    if place.into:
        return True
    if paths.parent(place.destination) in paths.PROGRAMS:
        return False
    return paths.may_exist(place.destination) or history.has_directory(place.destination)


def _is_alone(places: tuple[Place, ...], history: History) -> bool:
    """Tell whether an owner or a mode can be given in place: nothing else is there."""
    for place in places:
        match place.what:
            case What.DIRECTORY | What.UNKNOWN:
                if paths.may_exist(place.path) or not history.is_untouched(place.path):
                    return False
            case What.PATTERN | What.LINK | What.EMPTY:
                return False
            case What.FILE:
                if not history.has_directory(paths.parent(place.path)):
                    return False
    return True


def _line(place: Place, target: str, spot: Spot, sheet: Sheet, comments: tuple[str, ...] = ()) -> FileLine:
    """Write a line of ``%files`` for a place, to a destination of the image."""
    source = place.source
    if place.what is What.DIRECTORY:
        if spot.stage is not None:
            source = source.rstrip("/") + "/"
        elif source:
            source = source.rstrip("/") + "/."
        else:
            source = "."
        if source != ".":
            target = target.rstrip("/") + "/"
    elif place.into:
        target = target.rstrip("/") + "/"
    said = paths.source(source, sheet.target, pattern=place.what is What.PATTERN)
    at = paths.destination(target, sheet.target)
    if said is None or at is None:
        sheet.find(
            findings.MISSING_SOURCE,
            f"`{source}` has a name that `%files` cannot say",
            spot.step,
            help="rename the file",
        )
    return FileLine(said or quote(source), at or quote(target), spot.stage, comments)


def _first(places: tuple[Place, ...], spot: Spot, sheet: Sheet) -> None:
    comments = sheet.comments(spot.step)
    for place in places:
        match place.what:
            case What.LINK:
                _link(place, sheet)
            case What.EMPTY:
                sheet.run(f"mkdir -p {shell_path(place.path)}")
            case What.FILE | What.DIRECTORY | What.PATTERN | What.UNKNOWN:
                sheet.files.append(_line(place, place.destination, spot, sheet, comments))
                comments = ()
                sheet.history.placed_first(place.path, f"{spot.stage or ''}:{place.source}", spot.stage)
        sheet.history.made(
            place.destination.rstrip("/") if place.into or place.what is What.DIRECTORY else paths.parent(place.path)
        )
        if place.what is not What.LINK:
            _own(place.path, spot, sheet)
    if spot.stage is not None and spot.owner is None:
        for place in places:
            _reset_owner(place, sheet, spot)


def _reset_owner(place: Place, sheet: Sheet, spot: Spot) -> None:
    """Docker copies as root, ``%files from`` keeps owners."""
    if spot.stage in sheet.setting.with_owners and place.what is not What.PATTERN:
        sheet.run(f"chown -hR 0:0 {shell_path(place.path)}")


def _own(path: str, spot: Spot, sheet: Sheet) -> None:
    if spot.owner is not None:
        sheet.run(f"chown -hR {shell_path(_owner(spot.owner))} {shell_path(path)}")
    if spot.mode is not None:
        sheet.run(f"chmod -R {shell_path(spot.mode)} {shell_path(path)}")


def _owner(owner: str) -> str:
    """Say an owner as chown does: Docker reads `55` as 55:55."""
    return f"{owner}:{owner}" if owner.isdigit() else owner


def _link(place: Place, sheet: Sheet) -> None:
    sheet.run(f"mkdir -p {shell_path(paths.parent(place.path))}")
    sheet.run(f"ln -sfn {quote(place.link)} {shell_path(place.path)}")


def _at_turn(places: tuple[Place, ...], spot: Spot, sheet: Sheet) -> None:
    """Let the files wait beside the image's own, and put them in place when it is their turn."""
    waiting = sheet.wait()
    comments = sheet.comments(spot.step)
    code: list[str] = []
    made: set[str] = set()
    for number, place in enumerate(places):
        code += _waits(place, f"{waiting}.{number}" if number else waiting, spot, sheet, made)
        sheet.history.placed_at_turn(place.path if place.what is not What.PATTERN else place.destination)
        if paths.is_below(place.path, paths.TEMPORARY):
            sheet.find(
                findings.HIDDEN_TMP,
                f"`{place.path}` is the host's during the build and at run time: the file is there for the steps "
                "below only, and not in the image",
                spot.step,
                help="copy to another directory, such as `/opt`",
            )
            sheet.temporary.append(place.path)
    sheet.run_with_comments("\n".join(code), comments)


def _waits(place: Place, waiting: str, spot: Spot, sheet: Sheet, made: set[str]) -> list[str]:
    code: list[str] = []
    path = place.path
    holder = place.destination.rstrip("/") or "/" if place.into or place.what is What.DIRECTORY else paths.parent(path)

    def make(directory: str) -> None:
        if directory not in made and not sheet.history.has_directory(directory):
            made.add(directory)
            sheet.history.made(directory)
            code.extend(_made(directory, spot))

    match place.what:
        case What.LINK:
            make(paths.parent(path))
            return [*code, f"ln -sfn {quote(place.link)} {shell_path(path)}"]
        case What.EMPTY:
            make(path)
            return code
        case What.FILE:
            at = f"{waiting}/{paths.base(path)}"
            sheet.files.append(_line(place._replace(into=False), at, spot, sheet))
            make(holder)
            code += _dress(at, spot, sheet)
            end = "/" if place.into and holder != "/" else ""
            code.append(f"cp -a {shell_path(at)} {shell_path((holder if place.into else path) + end)}")
        case What.PATTERN:
            sheet.files.append(_line(place._replace(into=True), f"{waiting}/", spot, sheet))
            make(holder)
            code += _dress(waiting, spot, sheet)
            code += _contents(waiting, holder, spot)
        case What.DIRECTORY:
            at = waiting
            sheet.files.append(_line(place, at + "/", spot, sheet))
            make(holder)
            code += _dress(at, spot, sheet)
            code += _contents(at, holder, spot)
        case What.UNKNOWN:
            at = f"{waiting}/{paths.base(place.source) or 'root'}"
            sheet.files.append(_line(place._replace(into=False), at, spot, sheet))
            code += _dress(at, spot, sheet)
            directory = place.destination.rstrip("/") or "/"
            code += [
                f"if [ -d {shell_path(at)} ]; then",
                f"    mkdir -p {shell_path(directory)}",
                *("    " + line for line in _contents(at, directory, spot)),
                "else",
                f"    mkdir -p {shell_path(holder)}",
                f"    cp -a {shell_path(at)} {shell_path(place.destination)}",
                "fi",
            ]
    return code


def _made(directory: str, spot: Spot) -> list[str]:
    """Make a directory; one that COPY makes belongs to the owner that it names."""
    if spot.owner is None:
        return [f"mkdir -p {shell_path(directory)}"]
    at = shell_path(directory)
    return [f"[ -d {at} ] || {{ mkdir -p {at} && chown {shell_path(_owner(spot.owner))} {at}; }}"]


def _dress(at: str, spot: Spot, sheet: Sheet) -> list[str]:
    """Give what waits its owner and its modes."""
    code = []
    if spot.owner is not None:
        code.append(f"chown -hR {shell_path(_owner(spot.owner))} {shell_path(at)}")
    elif spot.stage is not None and spot.stage in sheet.setting.with_owners:
        code.append(f"chown -hR 0:0 {shell_path(at)}")
    if spot.mode is not None:
        code.append(f"chmod -R {shell_path(spot.mode)} {shell_path(at)}")
    return code


def _contents(at: str, directory: str, spot: Spot) -> list[str]:
    """Copy the contents of a directory into another, whose own owner and mode stay as they are."""
    if spot.owner is None and spot.stage is None and spot.mode is None:
        return [f"cp -RP {shell_path(at)}/. {shell_path(directory.rstrip('/') + '/')}"]
    to = shell_path(directory.rstrip("/") + "/")
    is_open = directory in paths.STANDARD and directory != "/root" and directory not in paths.TEMPORARY
    if is_open and spot.owner is None and spot.mode is None:
        return [f"cp -a {shell_path(at)}/. {to}"]
    return [f"(cd {shell_path(at)} && find . ! -name . -prune -exec cp -a {{}} {to} \\;)"]


def unpack(step: Unpack, state: State, sheet: Sheet) -> None:
    """Write an ADD of archives: they wait, and are unpacked at their turn."""
    target = destination(step.destination, state, sheet)
    sources = tuple(settled(source, state, sheet) for source in step.sources)
    if target is None or None in sources:
        sheet.find(
            findings.LOST_VALUE, "where this unpacks to depends on the base image's environment", step, help=WRITE_OUT
        )
        return
    sheet.account(step)
    waiting = sheet.wait()
    directory = target.rstrip("/") or "/"
    code = [f"mkdir -p {shell_path(directory)}"] if directory not in paths.STANDARD else []
    comments = sheet.comments(step)
    owner = settled(step.chown, state, sheet) if step.chown is not None else None
    mode = settled(step.chmod, state, sheet) if step.chmod is not None else None
    for source in sources:
        assert source is not None  # checked above
        name = paths.base(source)
        said = paths.source(clamp(source), sheet.target)
        sheet.files.append(FileLine(said or quote(source), f"{waiting}/", None))
        archive = shell_path(f"{waiting}/{name}")
        if owner is None and mode is None:
            code.append(f"tar -x{_compression(source, sheet)}pf {archive} -C {shell_path(directory)}")
            continue
        tree = f"{waiting}.tree"
        code += [f"mkdir -p {tree}", f"tar -x{_compression(source, sheet)}pf {archive} -C {tree}"]
        spot = Spot(Copy(sources=(), destination=None), (), target, None, owner, mode)
        code += _dress(tree, spot, sheet)
        code += _contents(tree, directory, spot)
    sheet.history.placed_at_turn(directory)
    sheet.history.made(directory)
    sheet.run_with_comments("\n".join(code), comments)


def _compression(source: str, sheet: Sheet) -> str:
    """Name the compression by content where the context is at hand, else by the name."""
    head = sheet.context.read(clamp(source), 6) if sheet.context is not None else b""
    for magic, letter in ((b"\x1f\x8b", "z"), (b"BZh", "j"), (b"\xfd7zXZ\0", "J")):
        if head.startswith(magic):
            return letter
    if head:
        return ""
    name = source.lower()
    if name.endswith((".gz", ".tgz")):
        return "z"
    if name.endswith((".bz2", ".tbz", ".tbz2")):
        return "j"
    return "J" if name.endswith((".xz", ".txz")) else ""


def write_file(step: WriteFile, state: State, sheet: Sheet) -> None:
    """Write a file whose content is in the recipe."""
    from recipec.definition.lower.encode import as_file, delimiter, is_misread

    target = destination(step.destination, state, sheet)
    content = settled(step.content, state, sheet)
    if target is None or content is None:
        sheet.find(findings.LOST_VALUE, "this file depends on the base image's environment", step, help=WRITE_OUT)
        return
    sheet.account(step)
    into = target.endswith("/")
    path = target + step.name if into else target
    code = [f"mkdir -p {shell_path(paths.parent(path))}"] if not sheet.history.has_directory(paths.parent(path)) else []
    sheet.history.made(paths.parent(path))
    place = shell_path(path)
    if not into and not sheet.history.is_untouched(path):
        place = f'"$(if [ -d {place} ]; then echo {place}/{quote(step.name)}; else echo {place}; fi)"'
    if not content:
        code.append(f": >{place}")
    elif is_misread(content):
        code.append(as_file(place, content))
    else:
        ending = delimiter(content)
        code.append(f"cat >{place} <<'{ending}'\n{content}{'' if content.endswith(chr(10)) else chr(10)}{ending}")
    owner = settled(step.chown, state, sheet) if step.chown is not None else None
    mode = settled(step.chmod, state, sheet) if step.chmod is not None else None
    if owner:
        code.append(f"chown {shell_path(_owner(owner))} {place}")
    if mode:
        code.append(f"chmod {shell_path(mode)} {place}")
    sheet.history.placed_at_turn(path)
    sheet.run("\n".join(code), step)


def download(step: Download, state: State, sheet: Sheet) -> None:
    """Write an ADD of a URL: fetched in ``%post`` with what the image has."""
    url = settled(step.url, state, sheet)
    target = destination(step.destination, state, sheet)
    if url is None or target is None:
        sheet.find(
            findings.LOST_VALUE, "what this downloads depends on the base image's environment", step, help=WRITE_OUT
        )
        return
    sheet.account(step)
    owner = settled(step.chown, state, sheet) if step.chown is not None else None
    mode = settled(step.chmod, state, sheet) if step.chmod is not None else None
    code = _clone(url, target, step) if step.git else _fetch(url, target, step, state, sheet)
    at = target.rstrip("/") or "/" if step.git or step.unpack else _file_of(url, target)
    if owner:
        code.append(f"chown -hR {shell_path(_owner(owner))} {shell_path(at)}")
    if mode:
        code.append(f"chmod -R {shell_path(mode)} {shell_path(at)}")
    sheet.find(
        findings.DOWNLOAD,
        "the image itself downloads this now, so it needs `git`"
        if step.git
        else "the image itself downloads this now, so it needs `curl` or `wget`",
        step,
        help="install it in an earlier RUN, or download beforehand and COPY",
    )
    sheet.history.placed_at_turn(at)
    sheet.run("\n".join(code), step)


def _file_of(url: str, target: str) -> str:
    name = paths.base(url.split("?", 1)[0].split("#", 1)[0])
    return target + name if target.endswith("/") else target


def _fetch(url: str, target: str, step: Download, state: State, sheet: Sheet) -> list[str]:
    at = f"{sheet.wait()}.download" if step.unpack else _file_of(url, target)
    file, address = shell_path(at), shell_path(url)
    code = [f"mkdir -p {shell_path(WAITING if step.unpack else paths.parent(at))}"]
    code += [
        "if command -v curl >/dev/null; then",
        f"    curl -fsSL -o {file} {address}",
        "else",
        f"    wget -q -O {file} {address}",
        "fi",
    ]
    checksum = settled(step.checksum, state, sheet) if step.checksum is not None else None
    if checksum:
        digest, _, value = checksum.partition(":")
        code.append(f"echo {shell_path(value + '  ' + at)} | {digest}sum -c -")
    if step.unpack:
        directory = shell_path(target.rstrip("/") or "/")
        return [*code, f"mkdir -p {directory}", f"tar -xpf {file} -C {directory}", f"rm {file}"]
    if step.chmod is None:
        code.append(f"chmod 600 {file}")
    return code


def _clone(url: str, target: str, step: Download) -> list[str]:
    address, _, fragment = url.partition("#")
    ref, _, inner = fragment.partition(":")
    directory = shell_path(target.rstrip("/") or "/")
    code = [
        f"git init -q {WAITING}/clone",
        f"git -C {WAITING}/clone fetch -q --depth 1 {shell_path(address)} {shell_path(ref or 'HEAD')}",
        f"git -C {WAITING}/clone checkout -q FETCH_HEAD",
    ]
    if not step.keep_git_dir:
        code.append(f"rm -rf {WAITING}/clone/.git")
    tree = f"{WAITING}/clone/{inner}".rstrip("/")
    return [*code, f"mkdir -p {directory}", f"cp -RP {shell_path(tree)}/. {directory}/", f"rm -rf {WAITING}/clone"]
