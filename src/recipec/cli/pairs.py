"""Pairs of recipes that belong together: named on the command line, or listed in the configuration."""

import os
from collections.abc import Iterable, Mapping

from recipec.cli import config, talk
from recipec.cli.commands.convert import CONVERSION
from recipec.cli.options import OPERANDS, Given, value
from recipec.errors import RecipeError
from recipec.record import Record
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.comparison.facet import Facet

_OPTIONS = {option.key: option for option in CONVERSION}
# These may be given more than once.
_LISTS = frozenset(("build-arg", "mount-points"))
# What counts for comparing meanings, of the options for converting.
_OF_MEANING = frozenset(("from", "target", "build-arg", "stage", "context"))
_MODES = ("text", "meaning")
_OWN = ("source", "output", "mode", "ignore")
_KEYS = (*_OWN, *_OPTIONS)
_SHAPE = 'such as pairs = [{ source = "Dockerfile", output = "Singularity" }]'


class Pair(Record):
    """Two recipes, and how the first becomes the second. ``given`` are options of ``recipec convert``.

    ``by_meaning``: nobody converts, both are kept by hand; then ``ignore`` are facets that may differ.
    """

    source: str
    output: str
    given: Given
    by_meaning: bool = False
    ignore: "frozenset[Facet]" = frozenset()


def chosen(given: Given) -> tuple[Pair, ...]:
    """Give the pair that is named, else all pairs of the configuration."""
    match given.get(OPERANDS, ()):
        case (source, written):
            return (_named(source, written, given),)
        case (_,):
            raise RecipeError("an output is missing", help="name the source and the output, or none of both")
    for key in (*_OPTIONS, "meaning", "ignore"):
        if key in given:
            raise RecipeError(
                f"`--{key}` is for a pair that is named", help="write it into the configuration, or name the pair"
            )
    return _configured(given)


def _named(source: str, output: str, given: Given) -> Pair:
    by_meaning = "meaning" in given
    if not by_meaning and "ignore" in given:
        raise RecipeError("`--ignore` is for `--meaning`", help="leave out one of them, or add `--meaning`")
    if by_meaning and "write" in given:
        raise RecipeError(
            "`--write` writes what the source is converted to, and `--meaning` converts nothing",
            help="leave out one of them",
        )
    others = [key for key in _OPTIONS if key in given and key not in _OF_MEANING]
    if by_meaning and others:
        raise RecipeError(f"`--{others[0]}` says how to convert, and `--meaning` converts nothing", help="leave it out")
    ignored = (word.strip() for text in given.get("ignore", ()) for word in text.split(","))
    options = {key: given[key] for key in _OPTIONS if key in given}
    return _pair(source, output, options, [word for word in ignored if word], by_meaning=by_meaning)


def _pair(source: str, output: str, options: Given, ignored: Iterable[str], *, by_meaning: bool) -> Pair:
    for name in (source, output):
        if name == "-":
            raise RecipeError("a pair is two files", help="`recipec diff` reads standard input")
    if os.path.exists(source) and os.path.exists(output) and os.path.samefile(source, output):
        raise RecipeError(f"the output `{output}` is the source")
    given = {**options, OPERANDS: (source,)}
    if not by_meaning:
        return Pair(source, output, given)
    from recipec.comparison import facets

    return Pair(source, output, given, by_meaning, facets(tuple(ignored)))


def _configured(given: Given) -> tuple[Pair, ...]:
    path = value(given, "config") or config.nearest(os.getcwd())
    raw: object = None
    if path is not None:
        talk.detail(given, f"the configuration is `{path}`")
        config.read(path)
        raw = (config.table(path) or {}).get(config.SYNC)
    if path is None or raw is None:
        raise RecipeError(
            "no pairs are listed",
            help=f"name a source and an output, or list them under `[tool.recipec.sync]`, {_SHAPE}",
        )
    where = f"`{_shown(path)}`"
    if not isinstance(raw, dict):
        raise RecipeError(f"{where}: `sync` is a table", help=_SHAPE)
    for key in raw:
        if key != "pairs":
            raise RecipeError(f"{where}: there is no key `sync.{key}`", help=config.hint(str(key), ("pairs",)))
    pairs: object = raw.get("pairs")
    if not isinstance(pairs, list) or not all(isinstance(one, dict) for one in pairs):
        raise RecipeError(f"{where}: `sync.pairs` is a list of tables", help=_SHAPE)
    root = os.path.dirname(os.path.abspath(path))
    return tuple(_read(f"{where}: pair {number}", one, root) for number, one in enumerate(pairs, 1))


def _read(where: str, raw: Mapping[str, object], root: str) -> Pair:
    """Read a pair; its paths are relative to the configuration."""
    for key in raw:
        if key not in _KEYS:
            raise RecipeError(f"{where}: there is no key `{key}`", help=config.hint(key, _KEYS))
    source, output = (_text(where, key, raw.get(key)) for key in ("source", "output"))
    mode = _text(where, "mode", raw.get("mode", "text"))
    if mode not in _MODES:
        raise RecipeError(f"{where}: `{mode}` is no mode", help=config.hint(mode, _MODES))
    by_meaning = mode == "meaning"
    for key in raw:
        if (key == "ignore" and not by_meaning) or (key in _OPTIONS and by_meaning and key not in _OF_MEANING):
            other = "meaning" if key == "ignore" else "text"
            raise RecipeError(f'{where}: `{key}` is for pairs with mode = "{other}"', help="leave it out")
    options = {key: _option(where, key, raw[key], root) for key in _OPTIONS if key in raw}
    ignored = _texts(where, "ignore", raw.get("ignore", []))
    try:
        return _pair(
            _place(source, root),
            _place(output, root),
            {key: held for key, held in options.items() if held},
            ignored,
            by_meaning=by_meaning,
        )
    except RecipeError as error:
        raise RecipeError(f"{where}: {error.message}", help=error.help) from None


def _option(where: str, key: str, raw: object, root: str) -> tuple[str, ...]:
    """Read an option of ``recipec convert`` as its command line would have it; nothing for a flag that is not set."""
    option = _OPTIONS[key]
    if option.is_flag:
        if not isinstance(raw, bool):
            raise RecipeError(f"{where}: `{key}` is true or false")
        return ("",) if raw else ()
    if key in _LISTS:
        return _texts(where, key, raw)
    text = _text(where, key, raw)
    if option.choices and text not in option.choices:
        raise RecipeError(f"{where}: `{text}` is no {key}", help=config.hint(text, option.choices))
    if key == "context" or (key == "site" and os.path.isfile(os.path.join(root, text))):
        text = _place(text, root)
    return (text,)


def _text(where: str, key: str, raw: object) -> str:
    if raw is None:
        raise RecipeError(f"{where}: `{key}` is missing", help=_SHAPE)
    if not isinstance(raw, str) or not raw:
        raise RecipeError(f"{where}: `{key}` is a text")
    return raw


def _texts(where: str, key: str, raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw):
        raise RecipeError(f"{where}: `{key}` is a list of texts", help=f'such as {key} = ["..."]')
    return tuple(raw)


def _place(path: str, root: str) -> str:
    return _shown(os.path.join(root, path))


def _shown(path: str) -> str:
    """Name a file as whoever stands here would."""
    near = os.path.relpath(path)
    return os.path.abspath(path) if near.startswith(os.pardir + os.sep + os.pardir) else near
