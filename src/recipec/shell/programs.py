"""Programs that are known: what each does to which paths. All others may do anything."""

import re
from collections.abc import Callable

from recipec.shell.effects import Work
from recipec.shell.syntax import Simple, Word
from recipec.shell.walk import Found

# Where packages put their files. They leave alone what belongs to a recipe: /app, /data, /home and their like.
_SYSTEM = (
    "/usr",
    "/etc",
    "/var",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/bin",
    "/sbin",
    "/opt",
    "/run",
    "/boot",
    "/tmp",
)
_NOTHING = frozenset(
    (
        "echo printf true false : sleep date uname whoami id which type pwd dirname basename seq expr break continue "
        "wait getconf nproc arch export readonly unset set shift umask ulimit exit return local declare typeset "
        "getopts hash tr tput yes clear locale getent hostname lsb_release times let (( shopt"
    ).split()
)
_READERS = frozenset(
    (
        "cat head tail wc sort cut diff cmp ls stat file du df readlink realpath od xxd md5sum sha1sum sha256sum "
        "sha512sum paste join comm nl rev tac fold strings"
    ).split()
)
_PATTERN_READERS = frozenset("grep egrep fgrep zgrep".split())
_PACKAGES = frozenset(
    "apt-get apt aptitude apt-key apt-mark apt-cache add-apt-repository dpkg yum dnf microdnf tdnf apk zypper pacman rpm".split()
)
_ADMIN = frozenset(
    (
        "ldconfig locale-gen update-locale localedef update-alternatives update-ca-certificates dpkg-reconfigure "
        "debconf-set-selections dpkg-divert systemctl service update-rc.d rpmkeys yum-config-manager a2enmod"
    ).split()
)
_USERS = frozenset("useradd adduser groupadd addgroup usermod userdel groupdel passwd chpasswd deluser".split())
_PIPS = frozenset("pip pip2 pip3 conda mamba micromamba".split())
_WRAPPERS = frozenset("sudo command exec nice nohup time env stdbuf".split())
_ELSEWHERE = re.compile(r"--(?:root|installroot|rootdir|admindir|instdir|prefix|target|chroot)\b")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_SED_WRITES = re.compile(r"(?:^|[;{}/0-9gpI\s|#,])[wWe](?:\s|$)")
_FILE_TEST = re.compile(r"-[a-hkprstuwxGLNOS]$")


def run(command: Simple, found: Found, work: Work) -> None:
    """Add what a simple command may do."""
    words = command.words
    while words and words[0].value in _WRAPPERS:
        wrapper = words[0].value
        words = words[1:]
        while words and words[0].raw.startswith("-"):
            if wrapper == "command" and words[0].value in ("-v", "-V"):
                return
            if wrapper != "command" or words[0].value != "-p":
                if words[0].value not in ("-E", "-H", "-n", "-i", "-p"):
                    work.unknown = True
                    return
            words = words[1:]
        if wrapper in ("sudo", "env"):
            while words and _ASSIGNMENT.match(words[0].raw):
                words = words[1:]
    if not words:
        return
    name = work.text(words[0])
    if name is None:
        work.unknown = True
        return
    base = name.rpartition("/")[2] if name.startswith(("/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/")) else name
    if base in work.functions or base in _NOTHING:
        _declared(base, words[1:], work)
        return
    program = _PROGRAMS.get(base)
    if base in ("cd", "pushd"):
        _enter(words[1:], found, work)
    elif program is not None:
        program(words[1:], work)
    elif base.rpartition("/")[2] in _PIPS and (base in _PIPS or base.startswith("/")):
        _python_packages(base, words[1:], work)
    else:
        work.unknown = True


def _declared(name: str, words: tuple[Word, ...], work: Work) -> None:
    """Follow the variables that a builtin sets."""
    if name in ("export", "readonly", "declare", "typeset", "local", "unset", "let", "((", "getopts"):
        for word in words:
            if name not in ("export", "readonly") or "=" in word.raw or word.value is None:
                for variable in re.findall(r"[A-Za-z_][A-Za-z0-9_]*", word.raw.split("=", 1)[0]):
                    work.forget(variable)
            if name == "export" and work.is_certain and _ASSIGNMENT.match(word.raw):
                text = work.text(word)
                if text is not None:
                    variable, _, value = text.partition("=")
                    work.variables[variable] = value
    elif name == "printf" and words and words[0].value == "-v":
        for word in words[1:2]:
            work.forget(word.raw)


def _enter(words: tuple[Word, ...], found: Found, work: Work) -> None:
    operands, _ = _split(words, "")
    work.exists(*operands[:1])
    work.enter(operands[0] if operands else None, found)


def _split(words: tuple[Word, ...], valued: str) -> tuple[list[Word], dict[str, Word | None]]:
    """Part operands from options. ``valued`` names the options that take the next word as their value."""
    takes = frozenset(valued.split())
    operands: list[Word] = []
    options: dict[str, Word | None] = {}
    waiting = ""
    only_operands = False
    for word in words:
        raw = word.raw if word.value is None else word.value
        if waiting:
            options[waiting] = word
            waiting = ""
        elif only_operands or not raw.startswith("-") or raw == "-":
            operands.append(word)
        elif raw == "--":
            only_operands = True
        elif raw.startswith("--"):
            name, equals, value = raw.partition("=")
            if equals:
                options[name] = _tail(word, len(name) + 1, value)
            elif name in takes:
                waiting = name
            else:
                options[name] = None
        else:
            for index, letter in enumerate(raw[1:], 2):
                name = "-" + letter
                options.setdefault(name, None)
                if name in takes:
                    if index < len(raw):
                        options[name] = _tail(word, index, raw[index:])
                    else:
                        waiting = name
                    break
    return operands, options


def _tail(word: Word, length: int, value: str) -> Word:
    """Cut the name of an option off a word that also holds its value."""
    first = word.parts[0] if word.parts else ""
    if word.value is None and isinstance(first, str) and len(first) >= length:
        return word._replace(parts=(first[length:], *word.parts[1:]), raw=value)
    return word._replace(
        value=value if word.value is not None else None, raw=value, parts=(value,) if word.value else (None,)
    )


def _reader(words: tuple[Word, ...], work: Work) -> None:
    operands, options = _split(words, "-o --output")
    work.read(*(word for word in operands if word.value != "-"))
    output = options.get("-o")
    if "-o" in options or "--output" in options:
        if output is None:
            work.unknown = True
        else:
            work.write(output)


def _pattern_reader(words: tuple[Word, ...], work: Work) -> None:
    operands, options = _split(words, "-e -f -m -A -B -C")
    work.read(*(operands if "-e" in options or "-f" in options else operands[1:]))
    if any(option in options for option in ("-r", "-R", "--recursive")):
        work.read_paths(work.at("."))


def _test(words: tuple[Word, ...], work: Work) -> None:
    for operator, word in zip(words, words[1:], strict=False):
        if operator.value is not None and _FILE_TEST.match(operator.value):
            work.read(word)
        elif operator.value in ("-nt", "-ot", "-ef"):
            work.unknown = True


def _writer(words: tuple[Word, ...], work: Work) -> None:
    work.write(*_split(words, "-m -d -t -r -s")[0])


def _remover(words: tuple[Word, ...], work: Work) -> None:
    work.remove(*_split(words, "")[0])


def _mkdir(words: tuple[Word, ...], work: Work) -> None:
    operands, _ = _split(words, "-m --mode")
    work.write(*operands)
    work.exists(*operands)


def _chmod(words: tuple[Word, ...], work: Work) -> None:
    operands = [word for word in words if not re.match(r"-(?:-|[a-zA-Z]*[Rcfv])", word.raw)]
    work.write(*operands[1:])


def _chown(words: tuple[Word, ...], work: Work) -> None:
    operands, options = _split(words, "")
    work.owners = True
    work.write(*(operands if "--reference" in options else operands[1:]))


def _copy(words: tuple[Word, ...], work: Work) -> None:
    operands, options = _split(words, "-t --target-directory -S -g -m -o --mode --owner --group")
    target = options.get("-t") or options.get("--target-directory")
    sources, targets = (operands, [target]) if target else (operands[:-1], operands[-1:])
    work.read(*sources)
    work.write(*targets)
    if any(option in options for option in ("-a", "-p", "--archive", "--preserve", "-o", "-g", "--owner", "--group")):
        work.owners = True


def _install(words: tuple[Word, ...], work: Work) -> None:
    operands, options = _split(words, "-t --target-directory -g -m -o --mode --owner --group -S")
    if "-d" in options or "--directory" in options:
        work.owners = work.owners or "-o" in options or "-g" in options
        work.write(*operands)
        work.exists(*operands)
    else:
        _copy(tuple(word for word in words if word.value not in ("-p", "-d")), work)


def _move(words: tuple[Word, ...], work: Work) -> None:
    operands, options = _split(words, "-t --target-directory -S")
    target = options.get("-t") or options.get("--target-directory")
    work.read(*operands)
    work.remove(*operands)
    if target:
        work.write(target)


def _link(words: tuple[Word, ...], work: Work) -> None:
    operands, options = _split(words, "-t --target-directory -S")
    if len(operands) < 2 or "-t" in options or "--target-directory" in options:
        work.write_paths(work.at("."))
        work.unknown = True
        return
    work.write(operands[-1])
    if "-s" in options or "--symbolic" in options:
        work.link(operands[-1])
    else:
        work.read(*operands[:-1])


def _sed(words: tuple[Word, ...], work: Work) -> None:
    operands, options = _split(words, "-e -f --expression --file")
    # `sed -i.bak` reads as the options -i -. -b -a -k.
    edits = any(re.match(r"-[nErsz]*i|--in-place", word.raw) for word in words)
    scripts = [options["-e"]] if "-e" in options else operands[:1]
    files = operands if "-e" in options or "-f" in options or "--expression" in options else operands[1:]
    for script in scripts:
        text = None if script is None else script.value or "".join(p for p in script.parts if isinstance(p, str))
        if text is None or _SED_WRITES.search(re.sub(r"\b[sy](.).*?\1.*?\1", "s", text)):
            work.unknown = True
    if edits:
        for file in files:
            # A new file takes the place of the old one, so that its directory is written too.
            work.write(file)
    work.read(*files)


def _dd(words: tuple[Word, ...], work: Work) -> None:
    for word in words:
        if word.raw.startswith("of="):
            work.write(_tail(word, 3, word.raw[3:]))
        elif word.raw.startswith("if="):
            work.read(_tail(word, 3, word.raw[3:]))


def _tar(words: tuple[Word, ...], work: Work) -> None:
    if words and words[0].value is not None and re.fullmatch(r"[A-Za-z]+", words[0].value):
        words = (words[0]._replace(value="-" + words[0].value, raw="-" + words[0].raw), *words[1:])
    operands, options = _split(words, "-f -C --file --directory -T -X --strip-components --exclude -I")
    archive = options.get("-f") or options.get("--file")
    directory = options.get("-C") or options.get("--directory")
    place = work.paths(directory) if directory else work.at(".")
    if "-P" in options or "--absolute-names" in options or "--transform" in options or "-I" in options:
        work.unknown = True
    if "-x" in options or "--extract" in options or "--get" in options:
        work.owners = work.owners or "--no-same-owner" not in options
        work.write_paths(place)
        if archive:
            work.read(*(word for word in (archive,) if word.value != "-"))
    elif "-t" in options or "--list" in options:
        work.read(*(word for word in (archive,) if word and word.value != "-"))
    else:
        work.read(*operands)
        work.read_paths(place)
        work.write(*(word for word in (archive,) if word and word.value != "-"))


def _unzip(words: tuple[Word, ...], work: Work) -> None:
    operands, options = _split(words, "-d -x")
    work.read(*operands[:1])
    directory = options.get("-d")
    work.write_paths(work.paths(directory) if directory else work.at("."))


def _compress(words: tuple[Word, ...], work: Work) -> None:
    operands, options = _split(words, "-S -T")
    work.read(*operands)
    if "-c" in options or "--stdout" in options:
        return
    for word in operands:
        paths = work.paths(word)
        work.write_paths(None if paths is None else tuple(path.rpartition("/")[0] or "/" for path in paths))


def _wget(words: tuple[Word, ...], work: Work) -> None:
    _, options = _split(
        words, "-O -P -o -a -T -t -U -e --output-document --directory-prefix --header --timeout --tries"
    )
    output = options.get("-O") or options.get("--output-document")
    if "-i" in options or "--input-file" in options or "-e" in options:
        work.unknown = True
    if output:
        work.write(*(word for word in (output,) if word.value != "-"))
    else:
        directory = options.get("-P") or options.get("--directory-prefix")
        work.write_paths(work.paths(directory) if directory else work.at("."))
    for log in (options.get("-o"), options.get("-a")):
        if log:
            work.write(log)


def _curl(words: tuple[Word, ...], work: Work) -> None:
    _, options = _split(
        words,
        "-o --output -H --header -d --data -u --user -A --retry --retry-delay --max-time --connect-timeout -m -X -T -K "
        "--config --proto --output-dir -c -b -D --cacert -e -F -w",
    )
    if any(option in options for option in ("-K", "--config", "-c", "-D", "--output-dir", "-T", "-F")):
        work.unknown = True
    output = options.get("-o") or options.get("--output")
    if output:
        work.write(*(word for word in (output,) if word.value != "-"))
    if "-O" in options or "--remote-name" in options or "-J" in options:
        work.write_paths(work.at("."))


def _git(words: tuple[Word, ...], work: Work) -> None:
    operands, options = _split(words, "-C -b --branch --depth -c -j --jobs -o --reference")
    if "-C" in options or not operands or operands[0].value != "clone" or len(operands) < 2:
        directory = options.get("-C")
        if operands and operands[0].value in (
            "checkout",
            "pull",
            "fetch",
            "reset",
            "submodule",
            "init",
            "lfs",
            "clean",
        ):
            work.write_paths(work.paths(directory) if directory else work.at("."))
        elif operands and operands[0].value == "config" and ("--global" in options or "--system" in options):
            work.write_paths(("/etc", "/root", *(work.at(work.variables.get("HOME", "/root")) or ())))
        else:
            work.unknown = True
        return
    if len(operands) > 2:
        work.write(operands[2])
        work.exists(operands[2])
        return
    url = work.text(operands[1])
    name = (url or "").rstrip("/").rpartition("/")[2].removesuffix(".git")
    work.write_paths(work.at(name or "."))
    if name:
        work.exists(operands[1]._replace(value=name, parts=(name,), is_pattern=False))


def _system(words: tuple[Word, ...], work: Work) -> None:
    """Packages, and programs that look after the system."""
    for word in words:
        text = work.text(word)
        if _ELSEWHERE.match(word.raw) or word.raw in ("--root", "-R", "-p"):
            work.unknown = True
        elif text is not None and "/" in text and text.startswith(("/", "./", "../")):
            work.read(word)
    work.write_paths((*_SYSTEM, "/root"))


def _users(words: tuple[Word, ...], work: Work) -> None:
    operands, options = _split(
        words, "-d --home --home-dir -u -g -G -s -c -k -b --uid --gid --shell --groups --base-dir"
    )
    work.write_paths(("/etc", "/var", "/home"))
    work.owners = True
    for option in ("-d", "--home", "--home-dir", "-h", "-b", "--base-dir"):
        word = options.get(option)
        if word:
            work.write(word)
    if "-h" in options:
        work.write(*(word for word in operands if "/" in word.raw))


def _python_packages(name: str, words: tuple[Word, ...], work: Work) -> None:
    """``pip`` and ``conda``: they install below a prefix, which PATH decides."""
    operands, options = _split(
        words,
        "-r --requirement -c --constraint -t --target --prefix --root -p -f --file -n --name -e --editable --channel -i",
    )
    path = work.variables.get("PATH", "")
    if work.is_path_changed or "--root" in options:
        work.unknown = True
    prefixes = [part.removesuffix("/bin") for part in (path.split(":") if path else []) if part.endswith("/bin")]
    if name.startswith("/"):
        prefixes.append(name.rpartition("/")[0].removesuffix("/bin"))
    prefixes += [work.variables.get(key, "") for key in ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONUSERBASE", "HOME")]
    work.write_paths(("/usr", "/opt", "/root", "/tmp", "/var/cache", *(part for part in prefixes if part.strip("/"))))
    pip = name.rpartition("/")[2].startswith("pip")
    for option in ("-t", "--target", "--prefix", *(() if pip else ("-p",))):
        word = options.get(option)
        if word:
            work.write(word)
    for option in ("-r", "--requirement", "-c" if pip else "", "--constraint", "-f", "--file"):
        word = options.get(option)
        if word and "://" not in word.raw:
            # Others that such a file names must have been there already, or the step fails with and without more files.
            work.read(word)
    local = [options.get("-e"), options.get("--editable"), *operands[1:]] if pip else []
    for word in local:
        text = work.text(word) if word else None
        if word and text is None and not word.raw.lstrip("\"'")[:1].isalnum():
            work.unknown = True
        elif word and text is not None and "://" not in text and (text.startswith((".", "/")) or "/" in text):
            cut = word._replace(value=text.split("[", 1)[0], is_pattern=False)
            work.read(cut)
            work.write(cut)
    if "run" in (word.value for word in operands[:1]):
        work.unknown = True


def _python(words: tuple[Word, ...], work: Work) -> None:
    if [word.value for word in words[:2]] == ["-m", "pip"]:
        _python_packages("pip", words[2:], work)
    elif words and all(word.value in ("--version", "-V") for word in words):
        return
    else:
        work.unknown = True


def _find(words: tuple[Word, ...], work: Work) -> None:
    starts: list[Word] = []
    for word in words:
        if word.raw.startswith(("-", "(", "!", "\\")):
            break
        starts.append(word)
    if any(word.value in ("-exec", "-execdir", "-ok", "-fprint", "-fprintf", "-fls") for word in words):
        work.unknown = True
    touch = work.remove if any(word.value == "-delete" for word in words) else work.read
    touch(*starts)
    if not starts:
        work.unknown = True


def _tee(words: tuple[Word, ...], work: Work) -> None:
    work.write(*_split(words, "")[0])


def _read(words: tuple[Word, ...], work: Work) -> None:
    for word in words:
        work.forget(word.raw)


def _mktemp(words: tuple[Word, ...], work: Work) -> None:
    operands, _ = _split(words, "-p --suffix")
    work.write_paths(("/tmp", "/var/tmp"))
    if operands or any(word.raw.startswith("-p") for word in words):
        work.unknown = True


_PROGRAMS: dict[str, Callable[[tuple[Word, ...], Work], None]] = {
    **dict.fromkeys(_READERS, _reader),
    **dict.fromkeys(_PATTERN_READERS, _pattern_reader),
    **dict.fromkeys(_PACKAGES | _ADMIN, _system),
    **dict.fromkeys(_USERS, _users),
    **dict.fromkeys(("test", "[", "[["), _test),
    **dict.fromkeys(("touch", "truncate"), _writer),
    **dict.fromkeys(("rm", "rmdir", "unlink"), _remover),
    **dict.fromkeys(("chown", "chgrp"), _chown),
    **dict.fromkeys(("gzip", "gunzip", "bzip2", "bunzip2", "xz", "unxz", "zstd", "unzstd"), _compress),
    **dict.fromkeys(("python", "python3", "python2"), _python),
    "mkdir": _mkdir,
    "chmod": _chmod,
    "cp": _copy,
    "install": _install,
    "mv": _move,
    "ln": _link,
    "sed": _sed,
    "dd": _dd,
    "tar": _tar,
    "unzip": _unzip,
    "wget": _wget,
    "curl": _curl,
    "git": _git,
    "find": _find,
    "tee": _tee,
    "read": _read,
    "mktemp": _mktemp,
}
