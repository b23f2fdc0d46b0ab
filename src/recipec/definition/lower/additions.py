"""What is no plain copy: archives to unpack, files that the recipe holds, downloads."""

from recipec.definition.ignore import has_wildcard
from recipec.definition.lower import findings, paths
from recipec.definition.lower.places import clamp
from recipec.definition.lower.sheet import WAITING, FileLine, Sheet
from recipec.definition.lower.spots import WRITE_OUT, Spot, destination, owner_of, settled, shell_path
from recipec.definition.lower.turns import contents, dress
from recipec.ir.steps import Copy, Download, Unpack, WriteFile
from recipec.ir.walk import State
from recipec.shell.quoting import quote
from recipec.typed import assert_never


def lower(step: WriteFile | Unpack | Download, state: State, sheet: Sheet) -> None:
    """Write what is no plain copy."""
    match step:
        case WriteFile():
            _write_file(step, state, sheet)
        case Unpack():
            _unpack(step, state, sheet)
        case Download():
            _download(step, state, sheet)
        case _:
            assert_never(step)


def _unpack(step: Unpack, state: State, sheet: Sheet) -> None:
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
    owner = owner_of(step.chown, state, sheet)
    mode = settled(step.chmod, state, sheet) if step.chmod is not None else None
    for source in sources:
        assert source is not None  # checked above
        if has_wildcard(source):
            archives = sheet.wait()
            said = paths.source(clamp(source), sheet.target, pattern=True)
            sheet.copy(FileLine(said or quote(source), f"{archives}/", None))
            unpack_each = f'tar -x{_compression(source, sheet)}pf "$archive" -C {shell_path(directory)}'
            code.append(f"for archive in {archives}/*; do {unpack_each}; done")
            continue
        name = paths.base(source)
        said = paths.source(clamp(source), sheet.target)
        sheet.copy(FileLine(said or quote(source), f"{waiting}/", None))
        archive = shell_path(f"{waiting}/{name}")
        if owner is None and mode is None:
            code.append(f"tar -x{_compression(source, sheet)}pf {archive} -C {shell_path(directory)}")
            continue
        tree = f"{waiting}.tree"
        code += [f"mkdir -p {tree}", f"tar -x{_compression(source, sheet)}pf {archive} -C {tree}"]
        spot = Spot(Copy(sources=(), destination=None), (), target, None, owner, mode)
        code += dress(tree, spot)
        code += contents(tree, directory, spot)
    sheet.history.placed_at_turn(directory)
    sheet.history.made(directory)
    sheet.find(
        findings.UNPACK,
        "the image's own `tar` unpacks this: the one of busybox leaves links to root, and knows no zstd",
        step,
        help="nothing to do with GNU tar; else install it in an earlier RUN",
    )
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


def _write_file(step: WriteFile, state: State, sheet: Sheet) -> None:
    """Write a file whose content is in the recipe."""
    from recipec.definition.lower.encode import as_file

    target = destination(step.destination, state, sheet)
    content = settled(step.content, state, sheet)
    if target is None or content is None:
        sheet.find(findings.LOST_VALUE, "this file depends on the base image's environment", step, help=WRITE_OUT)
        return
    sheet.account(step)
    into = target.endswith("/") or sheet.history.has_directory(target)
    path = f"{target.rstrip('/')}/{step.name}" if into else target
    code = [f"mkdir -p {shell_path(paths.parent(path))}"] if not sheet.history.has_directory(paths.parent(path)) else []
    sheet.history.made(paths.parent(path))
    place = shell_path(path)
    if not content:
        code.append(f": >{place}")
    else:
        code.append(as_file(place, content))
    owner = owner_of(step.chown, state, sheet)
    mode = settled(step.chmod, state, sheet) if step.chmod is not None else None
    if owner:
        code.append(f"chown {shell_path(owner)} {place}")
    if mode:
        code.append(f"chmod {shell_path(mode)} {place}")
    sheet.history.placed_at_turn(path)
    sheet.run("\n".join(code), step)


def _download(step: Download, state: State, sheet: Sheet) -> None:
    """Write an ADD of a URL: fetched in ``%post`` with what the image has."""
    url = settled(step.url, state, sheet)
    target = destination(step.destination, state, sheet)
    if url is None or target is None:
        sheet.find(
            findings.LOST_VALUE, "what this downloads depends on the base image's environment", step, help=WRITE_OUT
        )
        return
    sheet.account(step)
    owner = owner_of(step.chown, state, sheet)
    mode = settled(step.chmod, state, sheet) if step.chmod is not None else None
    code = _clone(url, target, step) if step.git else _fetch(url, target, step, state, sheet)
    at = target.rstrip("/") or "/" if step.git or step.unpack else _file_of(url, target)
    if owner:
        code.append(f"chown -hR {shell_path(owner)} {shell_path(at)}")
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
    holder = WAITING if step.unpack else paths.parent(at)
    code = [] if sheet.history.has_directory(holder) else [f"mkdir -p {shell_path(holder)}"]
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
