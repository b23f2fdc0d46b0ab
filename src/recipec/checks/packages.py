"""What package managers are asked to do: one reading of ``apt-get``, ``yum``, ``pip``, ``conda`` and their like."""

from recipec.record import Record
from recipec.shell.syntax import Word
from recipec.typed import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from recipec.checks.invocation import Invocation

Manager: TypeAlias = Literal[
    "apt", "yum", "zypper", "apk", "pacman", "dpkg", "rpm", "pip", "conda", "npm", "gem", "cargo", "go", "r"
]
Action: TypeAlias = Literal["install", "update", "upgrade", "remove", "clean", "other"]

CONDA = ("conda", "mamba", "micromamba")
_MANAGERS: dict[str, Manager] = {
    **dict.fromkeys(("apt-get", "apt", "aptitude"), "apt"),
    **dict.fromkeys(("yum", "dnf", "microdnf", "tdnf"), "yum"),
    **dict.fromkeys(("pip", "pip2", "pip3", "uv"), "pip"),
    **dict.fromkeys(CONDA, "conda"),
    **dict.fromkeys(("npm", "yarn", "pnpm"), "npm"),
    **dict.fromkeys(("R", "Rscript", "install2.r", "install.r"), "r"),
    "zypper": "zypper",
    "apk": "apk",
    "pacman": "pacman",
    "dpkg": "dpkg",
    "rpm": "rpm",
    "gem": "gem",
    "cargo": "cargo",
    "go": "go",
}
NAMES = (*_MANAGERS, "python", "python3", "python2")
_INSTALL = frozenset("install in add reinstall groupinstall group-install localinstall build-dep create i".split())
_UPDATE = frozenset("update refresh ref makecache check-update".split())
_UPGRADE = frozenset("upgrade dist-upgrade full-upgrade up dup distro-sync".split())
_REMOVE = frozenset("remove purge autoremove erase rm del uninstall".split())
_VALUED: dict[Manager, str] = {
    "apt": "-t -o -c --target-release --option --config-file",
    "yum": "-c -x --config --exclude --enablerepo --disablerepo --repo --repoid --releasever --installroot --setopt",
    "zypper": "-r --repo --from -R --root --gpg-auto-import-keys-for",
    "apk": "-X --repository -p --root -t --virtual --repositories-file --keys-dir",
    "pacman": "-b -r --root --dbpath --config",
    "dpkg": "--root --admindir --instdir",
    "rpm": "--root --dbpath --define -D --prefix",
    "pip": (
        "-r --requirement -c --constraint -t --target --prefix --root -e --editable -i --index-url --extra-index-url "
        "-f --find-links --trusted-host --src --cache-dir --timeout --platform --python-version --abi --progress-bar "
        "--global-option --config-settings --python --no-binary --only-binary --retries --use-feature --proxy"
    ),
    "conda": "-p --prefix -n --name -c --channel -f --file --override-channels-for --solver",
    "npm": "--prefix --registry --cache",
    "gem": "-v --version -i --install-dir -n --bindir",
    "cargo": "--root --version --git --branch --tag --rev --path --features -j",
    "go": "",
    "r": "-e --args",
}


class Asked(Record):
    """One thing that a package manager is asked to do. ``packages`` are the words that name them, options left out.

    ``options`` are those given, each with its value where it takes one; of an option that is given more than once the
    last counts. ``files`` name lists of packages (``-r requirements.txt``), ``editable`` what ``pip install -e`` names.
    """

    manager: Manager
    action: Action
    verb: str
    packages: tuple[Word, ...]
    options: "dict[str, Word | None]"
    invocation: "Invocation"
    files: tuple[Word, ...] = ()
    editable: tuple[Word, ...] = ()

    def has(self, *options: str) -> bool:
        return any(option in self.options for option in options)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the packages in lower case, without versions and extras; those that are known."""
        return tuple(name for word in self.packages if (name := package_name(word)))


def package_name(word: Word) -> str:
    """Name a package without its version: ``numpy`` for ``numpy[dev]>=1.2``; empty when a variable decides."""
    text = word.value
    if text is None:
        first = word.parts[0] if word.parts else None
        text = first if isinstance(first, str) else ""
    for mark in "=<>!~[;@":
        # `@angular/core` begins with its mark.
        head, found, _ = text[1:].partition(mark) if text else ("", "", "")
        if found:
            text = text[0] + head
    return text.strip().rpartition("::")[2].lower()


def is_pinned(word: Word) -> bool:
    """Tell whether a word names a version of its package, or is a file or a URL, which is what it is."""
    return any(mark in word.raw for mark in ("=", "<", ">", "@", "://")) or word.raw.endswith(
        (".deb", ".rpm", ".whl", ".apk", ".gz", ".zip", ".bz2", ".conda")
    )


def asked(invocation: "Invocation") -> Asked | None:
    """Read what a package manager is asked to do; None when this is none of them."""
    name, words = invocation.name, invocation.arguments
    if name in ("python", "python3", "python2") and invocation.values[:2] == ("-m", "pip"):
        name, words = "pip", words[2:]
    elif name == "uv":
        if invocation.values[:1] != ("pip",):
            return None
        words = words[1:]
    if name not in _MANAGERS and name.startswith(("pip3.", "pip2.")):
        name = "pip"
    manager = _MANAGERS.get(name)
    if manager is None:
        return None
    from recipec.shell.arguments import split

    operands, options = split(words, _VALUED[manager])
    if manager in ("pacman", "dpkg", "rpm", "r"):
        return Asked(manager, _by_option(manager, options), "", tuple(operands), options, invocation)
    verb = (operands[0].value or "") if operands else ""
    rest = tuple(operands[1:])
    if manager == "conda" and verb == "env" and rest:
        verb, rest = f"env {rest[0].value}", rest[1:]
    files = _values(words, ("-r", "--requirement") if manager == "pip" else ("-f", "--file"))
    editable = _values(words, ("-e", "--editable")) if manager == "pip" else ()
    return Asked(manager, _action(manager, verb), verb, rest, options, invocation, files, editable)


def all_asked(invocations: "Iterable[Invocation]") -> "Iterator[Asked]":
    """Read all of some invocations, those of no package manager left out."""
    for invocation in invocations:
        one = asked(invocation)
        if one is not None:
            yield one


def _action(manager: Manager, verb: str) -> Action:
    last = verb.rpartition(" ")[2]
    if last in _INSTALL or (manager == "npm" and verb in ("ci", "global")) or (manager == "go" and verb == "get"):
        return "install"
    # `yum update` and `conda update` upgrade packages; `apt-get update` only reads lists.
    if last == "update" and manager in ("yum", "conda", "zypper", "npm"):
        return "upgrade"
    if last in _UPDATE:
        return "update"
    if last in _UPGRADE:
        return "upgrade"
    if last in _REMOVE:
        return "remove"
    return "clean" if last in ("clean", "autoclean", "cc") else "other"


def _by_option(manager: Manager, options: "dict[str, Word | None]") -> Action:
    if manager == "pacman":
        if "-S" in options:
            return "clean" if "-c" in options else "install"
        return "install" if "-U" in options else "remove" if "-R" in options else "other"
    installs = ("-i", "--install", "-U", "--upgrade", "-F")
    return "install" if manager in ("dpkg", "rpm") and any(option in options for option in installs) else "other"


def _values(words: tuple[Word, ...], names: tuple[str, ...]) -> tuple[Word, ...]:
    """Give every value of an option that may be given more than once."""
    found: list[Word] = []
    for at, word in enumerate(words):
        if word.raw in names and at + 1 < len(words):
            found.append(words[at + 1])
        elif word.raw.startswith(tuple(name + "=" for name in names if name.startswith("--"))):
            found.append(word._replace(value=(word.value or word.raw).partition("=")[2]))
    return tuple(found)
