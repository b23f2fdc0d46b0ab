"""Which copies may come earlier: past commands that surely neither read nor write what is copied."""

from recipec.comparison.facet import Facet, Item

# What distributions leave to recipes: packages write nowhere below these, but for what pip and conda put into /opt.
_SYSTEM = ("/bin", "/boot", "/etc", "/lib", "/lib32", "/lib64", "/run", "/sbin", "/usr", "/var", "/root")
_DISTRIBUTIONS = frozenset("apt-get apt yum dnf microdnf tdnf zypper apk".split())
_LANGUAGES = frozenset("pip pip3 conda mamba micromamba".split())
# What follows is a step of the build itself: COPY is root's whatever USER says, and no shell runs it.
_STATE = frozenset(("user", "shell"))


def early(steps: list[Item]) -> list[Item]:
    """Move each copy as far to the front as it may go."""
    placed: list[Item] = []
    for item in steps:
        at = len(placed)
        if item.facet is Facet.FILES:
            while at and _may_pass(item, placed[at - 1]):
                at -= 1
        placed.insert(at, item)
    return placed


def _may_pass(copy: Item, other: Item) -> bool:
    if other.facet is Facet.VARIABLES or other.key in _STATE:
        return True
    path = copy.key.rstrip("/")
    if other.facet is Facet.FILES or not path.startswith("/"):
        return False
    # A command in brackets, with a redirection, or where nobody knows is more than its words.
    words = other.text.split()
    if any(mark in other.text for mark in "<>|&;$`(*["):
        return words[:1] == ["rm"] and _is_plain_removal(words[1:], path)
    match words[:1]:
        case ["rm"]:
            return _is_plain_removal(words[1:], path)
        case ["mkdir"]:
            return words[1:2] == ["-p"] and not any(_overlap(word, path) for word in words[2:])
        case [name] if name in _DISTRIBUTIONS:
            return _is_elsewhere(path, _SYSTEM) and not any("/" in word for word in words[1:])
        case [name] if name in _LANGUAGES:
            reads = ("-r", "--requirement", "-e", "--editable", "-c", "-f", "--file", "-p", "--prefix", "-t")
            beyond = any("/" in word or word.startswith((".", *reads)) for word in words[1:])
            return _is_elsewhere(path, (*_SYSTEM, "/opt")) and not beyond
        case _:
            return False


def _is_plain_removal(words: list[str], path: str) -> bool:
    paths = [word for word in words if not word.startswith("-")]
    return all(
        word.startswith("/") and not set("<>|&;$`([") & set(word) and not _overlap(word.partition("*")[0], path)
        for word in paths
    )


def _is_elsewhere(path: str, folders: tuple[str, ...]) -> bool:
    return path.startswith("/usr/local/share/") or not any(
        path == folder or path.startswith(f"{folder}/") for folder in folders
    )


def _overlap(one: str, other: str) -> bool:
    one, other = one.rstrip("/") + "/", other.rstrip("/") + "/"
    return one.startswith(other) or other.startswith(one)
