"""Paths of copies, templates in them included."""

import posixpath
import re

from recipec.ir.text import Text, Variable, join, literal, plain, show


def rooted(path: Text) -> Text:
    """Make a path start at the root; `..` at its start leads nowhere else."""
    first = path[0] if path and isinstance(path[0], str) else ""
    head = re.sub(r"\A(/|(\.{1,2}(/|\Z)))*", "", first)
    return join(("/" + head, *path[1:])) if isinstance(path[0] if path else "", str) else join(("/", *path))


def clean(path: Text) -> Text:
    text = literal(path)
    if text is None:
        return rooted(path)
    slash = text.endswith(("/", "/.")) or text in ("", ".")
    normal = posixpath.normpath("/" + text.lstrip("/"))
    return plain(normal + "/" if slash and normal != "/" else normal)


def directory(path: Text) -> Text:
    return path if show(path).endswith("/") else join((*path, "/"))


def stripped(path: Text) -> Text:
    """Take `/` and `/.` from the end."""
    if not path or isinstance(path[-1], Variable):
        return path
    last = re.sub(r"(/\.?)+\Z", "", path[-1])
    if not last and len(path) == 1:
        return ("/",) if path[-1].startswith("/") else (".",)
    return join((*path[:-1], last))


def last(path: Text) -> Text:
    """Give the last name of a path."""
    result: list[str | Variable] = []
    for part in reversed(path):
        if isinstance(part, str) and "/" in part:
            result.append(part.rpartition("/")[2])
            break
        result.append(part)
    return join(reversed(result))
