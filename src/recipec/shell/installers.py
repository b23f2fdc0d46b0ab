"""Programs that fetch, unpack and install: what each does to which paths."""

import re

from recipec.regex import regex
from recipec.shell.arguments import split
from recipec.shell.effects import Work
from recipec.shell.syntax import Word

# Where packages put their files. They leave alone what belongs to a recipe: /app, /data, /home and their like.
_SYSTEM = (
    # Not /usr/local: distributions leave it to whoever owns the machine (Filesystem Hierarchy Standard, 4.9).
    "/usr/bin",
    "/usr/games",
    "/usr/include",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/libexec",
    "/usr/sbin",
    "/usr/share",
    "/usr/src",
    "/etc",
    "/var",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/bin",
    "/sbin",
    "/run",
    "/boot",
    "/tmp",  # noqa: S108 -- where packages write too
)
_ELSEWHERE = regex(r"--(?:root|installroot|rootdir|admindir|instdir|prefix|target|chroot)\b")


def tar(words: tuple[Word, ...], work: Work) -> None:
    if words and words[0].value is not None and re.fullmatch(r"[A-Za-z]+", words[0].value):
        words = (words[0]._replace(value="-" + words[0].value, raw="-" + words[0].raw), *words[1:])
    operands, options = split(words, "-f -C --file --directory -T -X --strip-components --exclude -I")
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


def unzip(words: tuple[Word, ...], work: Work) -> None:
    operands, options = split(words, "-d -x")
    work.read(*operands[:1])
    directory = options.get("-d")
    work.write_paths(work.paths(directory) if directory else work.at("."))


def compress(words: tuple[Word, ...], work: Work) -> None:
    operands, options = split(words, "-S -T")
    work.read(*operands)
    if "-c" in options or "--stdout" in options:
        return
    for word in operands:
        paths = work.paths(word)
        work.write_paths(None if paths is None else tuple(path.rpartition("/")[0] or "/" for path in paths))


def wget(words: tuple[Word, ...], work: Work) -> None:
    _, options = split(words, "-O -P -o -a -T -t -U -e --output-document --directory-prefix --header --timeout --tries")
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


def curl(words: tuple[Word, ...], work: Work) -> None:
    _, options = split(
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


def git(words: tuple[Word, ...], work: Work) -> None:
    operands, options = split(words, "-C -b --branch --depth -c -j --jobs -o --reference")
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


def distribution(words: tuple[Word, ...], work: Work) -> None:
    """Follow Debian's and Alpine's packages: their own leave `/opt` to others (Debian Policy 9.1, abuild)."""
    texts = [work.text(word) for word in words]
    if any(text is None or "/" in text for text in texts):
        system(words, work)
        return
    work.packages = True
    work.installs((*_SYSTEM, "/root"))


def system(words: tuple[Word, ...], work: Work) -> None:
    """Follow packages, and programs that look after the system."""
    work.is_foreign = True
    for word in words:
        text = work.text(word)
        if _ELSEWHERE.match(word.raw) or word.raw in ("--root", "-R", "-p"):
            work.unknown = True
        elif text is not None and "/" in text and text.startswith(("/", "./", "../")):
            work.read(word)
    work.write_paths((*_SYSTEM, "/opt", "/root"))


def users(words: tuple[Word, ...], work: Work) -> None:
    operands, options = split(
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


def python_packages(name: str, words: tuple[Word, ...], work: Work) -> None:
    """Follow ``pip`` and ``conda``: they install below a prefix, which PATH decides."""
    operands, options = split(
        words,
        "-r --requirement -c --constraint -t --target --prefix --root -p -f --file -n --name -e --editable --channel "
        "-i",
    )
    path = work.variables.get("PATH", "")
    if work.is_path_changed or "--root" in options:
        work.unknown = True
    prefixes = [part.removesuffix("/bin") for part in (path.split(":") if path else []) if part.endswith("/bin")]
    if name.startswith("/"):
        prefixes.append(name.rpartition("/")[0].removesuffix("/bin"))
    prefixes += [work.variables.get(key, "") for key in ("VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONUSERBASE", "HOME")]
    caches = ("/usr", "/opt", "/root", "/tmp", "/var/cache")  # noqa: S108 -- where pip writes
    work.write_paths((*caches, *(part for part in prefixes if part.strip("/"))))
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


def python(words: tuple[Word, ...], work: Work) -> None:
    if [word.value for word in words[:2]] == ["-m", "pip"]:
        python_packages("pip", words[2:], work)
    elif words and all(word.value in ("--version", "-V") for word in words):
        return
    else:
        work.unknown = True
