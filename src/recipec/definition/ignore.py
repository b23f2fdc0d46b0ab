"""``.dockerignore``: which paths of the context Docker never sends to a build."""

import re

from recipec.context import Context


class Ignore:
    """The patterns of a context, in order; the last that matches decides."""

    def __init__(self, patterns: tuple[str, ...]) -> None:
        self._rules = tuple(
            (not pattern.startswith("!"), re.compile(_regex(_cleaned(pattern.removeprefix("!")))))
            for pattern in patterns
        )
        self.has_exceptions = any(not hides for hides, _ in self._rules)

    def __bool__(self) -> bool:
        return bool(self._rules)

    def hides(self, path: str) -> bool:
        """Tell whether a path is hidden, by itself or with the directory that it is in."""
        hidden = False
        parts = path.split("/")
        heads = ["/".join(parts[: number + 1]) for number in range(len(parts))]
        for hides, regex in self._rules:
            if hides != hidden and any(regex.fullmatch(head) for head in heads):
                hidden = hides
        return hidden


def read(context: Context) -> Ignore:
    """Read the ignore file of a context: the one named after the recipe wins over the common one."""
    for name in (f"{context.recipe}.dockerignore", ".dockerignore"):
        if context.entry(name) is not None:
            text = context.read(name, 1 << 20).decode("utf-8", "replace").removeprefix("\ufeff")
            return Ignore(tuple(_patterns(text)))
    return Ignore(())


def _patterns(text: str) -> list[str]:
    patterns = []
    for line in text.split("\n"):
        if line.startswith("#"):  # in the first column only
            continue
        pattern = line.strip()
        if pattern and _cleaned(pattern.removeprefix("!")) not in ("", "."):
            patterns.append(pattern)
    return patterns


def _cleaned(pattern: str) -> str:
    """Do as Go's filepath.Clean, and drop a leading slash."""
    import posixpath

    pattern = pattern.strip()
    return posixpath.normpath(pattern).lstrip("/") if pattern else ""


def _regex(pattern: str) -> str:
    """Translate as moby's patternmatcher: ``**`` any number of directories, ``*`` and ``?`` no slash."""
    out: list[str] = []
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if pattern.startswith("**", at):
            at += 2
            if pattern.startswith("/", at):
                at += 1
                out.append("(?:.*/)?")
            else:
                out.append(".*")
            continue
        if char == "*":
            out.append("[^/]*")
        elif char == "?":
            out.append("[^/]")
        elif char == "[":
            end = pattern.find("]", at + 2)
            if end < 0:
                out.append(re.escape(char))
            else:
                inside = pattern[at + 1 : end].replace("\\", "\\\\")
                out.append("[" + inside + "]")
                at = end
        elif char == "\\" and at + 1 < len(pattern):
            at += 1
            out.append(re.escape(pattern[at]))
        else:
            out.append(re.escape(char))
        at += 1
    return "".join(out)


def go_pattern(pattern: str) -> "re.Pattern[str]":
    """Compile a wildcard of COPY: Go's filepath.Match, in which ``*`` matches a leading dot too."""
    return re.compile(_regex(pattern.replace("**", "*")))


def has_wildcard(path: str) -> bool:
    """Tell whether COPY takes a source for a pattern."""
    return any(char in path for char in "*?[")
