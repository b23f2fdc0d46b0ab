"""Programs that are known: what each does to which paths. All others may do anything."""

import re
from collections.abc import Callable
from itertools import pairwise

from recipec.regex import regex
from recipec.shell import installers
from recipec.shell.arguments import split, tail
from recipec.shell.effects import Work
from recipec.shell.syntax import Simple, Word
from recipec.shell.walk import Found

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
_DISTRIBUTIONS = frozenset("apt-get apt aptitude apt-mark apt-cache apk ldconfig locale-gen update-locale".split())
_PACKAGES = frozenset("apt-key add-apt-repository dpkg yum dnf microdnf tdnf zypper pacman rpm".split())
_ADMIN = frozenset(
    (
        "localedef update-alternatives update-ca-certificates dpkg-reconfigure "
        "debconf-set-selections dpkg-divert systemctl service update-rc.d rpmkeys yum-config-manager a2enmod"
    ).split()
)
_USERS = frozenset("useradd adduser groupadd addgroup usermod userdel groupdel passwd chpasswd deluser".split())
_PIPS = frozenset("pip pip2 pip3 conda mamba micromamba".split())
_WRAPPERS = frozenset("sudo command exec nice nohup time env stdbuf".split())
_ASSIGNMENT = regex(r"[A-Za-z_][A-Za-z0-9_]*=")
_SED_WRITES = regex(r"(?:^|[;{}/0-9gpI\s|#,])[wWe](?:\s|$)")
_FILE_TEST = regex(r"-[a-hkprstuwxGLNOS]$")


def run(command: Simple, found: Found, work: Work) -> None:
    """Add what a simple command may do."""
    words = command.words
    while words and words[0].value in _WRAPPERS:
        wrapper = words[0].value
        words = words[1:]
        while words and words[0].raw.startswith("-"):
            if wrapper == "command" and words[0].value in ("-v", "-V"):
                return
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
        installers.python_packages(base, words[1:], work)
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
    operands, _ = split(words, "")
    work.exists(*operands[:1])
    work.enter(operands[0] if operands else None, found)


def _reader(words: tuple[Word, ...], work: Work) -> None:
    operands, options = split(words, "-o --output")
    work.read(*(word for word in operands if word.value != "-"))
    output = options.get("-o")
    if "-o" in options or "--output" in options:
        if output is None:
            work.unknown = True
        else:
            work.write(output)


def _pattern_reader(words: tuple[Word, ...], work: Work) -> None:
    operands, options = split(words, "-e -f -m -A -B -C")
    work.read(*(operands if "-e" in options or "-f" in options else operands[1:]))
    if any(option in options for option in ("-r", "-R", "--recursive")):
        work.read_paths(work.at("."))


def _test(words: tuple[Word, ...], work: Work) -> None:
    for operator, word in pairwise(words):
        if operator.value is not None and _FILE_TEST.match(operator.value):
            work.read(word)
        elif operator.value in ("-nt", "-ot", "-ef"):
            work.unknown = True


def _writer(words: tuple[Word, ...], work: Work) -> None:
    work.write(*split(words, "-m -d -t -r -s")[0])


def _remover(words: tuple[Word, ...], work: Work) -> None:
    work.remove(*split(words, "")[0])


def _mkdir(words: tuple[Word, ...], work: Work) -> None:
    operands, _ = split(words, "-m --mode")
    work.write(*operands)
    work.exists(*operands)


def _chmod(words: tuple[Word, ...], work: Work) -> None:
    operands = [word for word in words if not re.match(r"-(?:-|[a-zA-Z]*[Rcfv])", word.raw)]
    work.write(*operands[1:])


def _chown(words: tuple[Word, ...], work: Work) -> None:
    operands, options = split(words, "")
    work.owners = True
    work.write(*(operands if "--reference" in options else operands[1:]))


def _copy(words: tuple[Word, ...], work: Work) -> None:
    operands, options = split(words, "-t --target-directory -S -g -m -o --mode --owner --group")
    target = options.get("-t") or options.get("--target-directory")
    sources, targets = (operands, [target]) if target else (operands[:-1], operands[-1:])
    work.read(*sources)
    work.write(*targets)
    if any(option in options for option in ("-a", "-p", "--archive", "--preserve", "-o", "-g", "--owner", "--group")):
        work.owners = True


def _install(words: tuple[Word, ...], work: Work) -> None:
    operands, options = split(words, "-t --target-directory -g -m -o --mode --owner --group -S")
    if "-d" in options or "--directory" in options:
        work.owners = work.owners or "-o" in options or "-g" in options
        work.write(*operands)
        work.exists(*operands)
    else:
        _copy(tuple(word for word in words if word.value not in ("-p", "-d")), work)


def _move(words: tuple[Word, ...], work: Work) -> None:
    operands, options = split(words, "-t --target-directory -S")
    target = options.get("-t") or options.get("--target-directory")
    work.read(*operands)
    work.remove(*operands)
    if target:
        work.write(target)


def _link(words: tuple[Word, ...], work: Work) -> None:
    operands, options = split(words, "-t --target-directory -S")
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
    operands, options = split(words, "-e -f --expression --file")
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
            work.write(tail(word, 3, word.raw[3:]))
        elif word.raw.startswith("if="):
            work.read(tail(word, 3, word.raw[3:]))


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
    work.write(*split(words, "")[0])


def _read(words: tuple[Word, ...], work: Work) -> None:
    for word in words:
        work.forget(word.raw)


def _mktemp(words: tuple[Word, ...], work: Work) -> None:
    operands, _ = split(words, "-p --suffix")
    work.write_paths(("/tmp", "/var/tmp"))  # noqa: S108 -- where mktemp writes
    if operands or any(word.raw.startswith("-p") for word in words):
        work.unknown = True


_PROGRAMS: dict[str, Callable[[tuple[Word, ...], Work], None]] = {
    **dict.fromkeys(_READERS, _reader),
    **dict.fromkeys(_PATTERN_READERS, _pattern_reader),
    **dict.fromkeys(_DISTRIBUTIONS, installers.distribution),
    **dict.fromkeys(_PACKAGES | _ADMIN, installers.system),
    **dict.fromkeys(_USERS, installers.users),
    **dict.fromkeys(("test", "[", "[["), _test),
    **dict.fromkeys(("touch", "truncate"), _writer),
    **dict.fromkeys(("rm", "rmdir", "unlink"), _remover),
    **dict.fromkeys(("chown", "chgrp"), _chown),
    **dict.fromkeys(("gzip", "gunzip", "bzip2", "bunzip2", "xz", "unxz", "zstd", "unzstd"), installers.compress),
    **dict.fromkeys(("python", "python3", "python2"), installers.python),
    "mkdir": _mkdir,
    "chmod": _chmod,
    "cp": _copy,
    "install": _install,
    "mv": _move,
    "ln": _link,
    "sed": _sed,
    "dd": _dd,
    "tar": installers.tar,
    "unzip": installers.unzip,
    "wget": installers.wget,
    "curl": installers.curl,
    "git": installers.git,
    "find": _find,
    "tee": _tee,
    "read": _read,
    "mktemp": _mktemp,
}
