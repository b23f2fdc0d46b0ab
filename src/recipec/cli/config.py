"""The configuration: ``recipec.toml``, ``.recipec.toml`` or ``[tool.recipec]`` in ``pyproject.toml``, nearest first."""

import os
from collections.abc import Mapping

from recipec.checks.settings import Settings
from recipec.cli import talk
from recipec.cli.given import contents, toml
from recipec.cli.options import Given, value
from recipec.diagnostics.finding import Severity
from recipec.errors import RecipeError
from recipec.ir.options import BuildMode
from recipec.record import Record
from recipec.typed import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from recipec.sites.site import Site

_SHARED = "pyproject.toml"
_FILES = ("recipec.toml", ".recipec.toml", _SHARED)
_LISTS = frozenset(("select", "extend-select", "ignore", "mount-points", "allowed-registries", "exclude"))
_WORDS: Mapping[str, tuple[str, ...]] = {
    "target": (),
    "build-mode": tuple(mode.value for mode in BuildMode),
    "level": tuple(severity.value for severity in Severity),
    "fail-level": tuple(severity.value for severity in Severity),
}
_SWITCHES = frozenset(("shellcheck", "hadolint"))
_TABLES = frozenset(("severity", "per-file-ignores"))
_SITE = "site"
SYNC = "sync"
"""The table of pairs that belong together: ``pairs.py`` reads it."""
_KEYS = (*sorted(_LISTS), *_WORDS, *sorted(_SWITCHES), *sorted(_TABLES), _SITE, SYNC)

Value: TypeAlias = "bool | str | tuple[str, ...] | Mapping[str, tuple[str, ...]] | Site"


class Config(Record):
    """What counts for some files. Patterns are relative to ``root``, the directory of the configuration."""

    settings: Settings = Settings()
    level: Severity = Severity.WARNING
    fail_level: Severity = Severity.WARNING
    exclude: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    root: str = "."

    def for_file(self, path: str) -> Settings:
        """Give the settings for a file: what is to be ignored in it, too."""
        from recipec.cli.patterns import matches

        matching = (selectors for pattern, selectors in self.per_file_ignores if matches(path, pattern, self.root))
        extra = tuple(one for selectors in matching for one in selectors)
        return self.settings._replace(ignore=(*self.settings.ignore, *extra)) if extra else self.settings


class Configs:
    """The configurations of a run: one for each directory, each file of configuration read once."""

    def __init__(self, given: Given) -> None:
        self._all = given
        self._given = _given(given)
        self._only = value(given, "config")
        self._nearest: dict[str, str | None] = {}
        self._by_directory: dict[str, Config] = {}
        self._by_file: dict[str, Config] = {}

    def of(self, directory: str) -> Config:
        """Give what counts for the files of a directory."""
        here = os.path.abspath(directory)
        found = self._by_directory.get(here)
        if found is None:
            found = self._by_directory[here] = self._read(self._of(here))
        return found

    def _of(self, directory: str) -> str | None:
        return nearest(directory, self._nearest) if self._only is None else self._only

    def _read(self, path: str | None) -> Config:
        key = path or ""
        if key not in self._by_file:
            talk.detail(self._all, "there is no configuration" if path is None else f"the configuration is `{path}`")
            values = {} if path is None else read(path)
            root = os.path.dirname(os.path.abspath(path)) if path is not None else os.getcwd()
            if path is not None:
                _tried(values, root, path)
            config = self._by_file[key] = _made({**values, **_added(self._given, values)}, root)
            if config.settings.select:
                from recipec.checks.selection import check_asked

                check_asked(config.settings)
        return self._by_file[key]


def nearest(directory: str, known: "dict[str, str | None] | None" = None) -> str | None:
    """Find the configuration from a directory upwards. What is ``known`` of directories is not looked up again."""
    known = {} if known is None else known
    passed: list[str] = []
    while directory not in known:
        passed.append(directory)
        parent, held = os.path.dirname(directory), _held(directory)
        if held is not None or parent == directory:
            known[directory] = held
        else:
            directory = parent
    known.update(dict.fromkeys(passed, known[directory]))
    return known[directory]


def _held(directory: str) -> str | None:
    """Give the configuration that is in a directory."""
    for name in _FILES:
        path = os.path.join(directory, name)
        if os.path.isfile(path) and (name != _SHARED or _speaks(path)):
            return path
    return None


def _speaks(path: str) -> bool:
    """Tell whether a file that is there for others too says something for recipec; its mistakes are theirs to tell."""
    data = contents(path)
    try:
        return _own(path, toml(data)) is not None
    except ValueError:
        return False


def table(path: str) -> Mapping[str, object] | None:
    """Give what a file says for recipec; None when it says nothing."""
    data = contents(path)
    try:
        return _own(path, toml(data))
    except ValueError as error:
        raise RecipeError(f"`{path}` is no TOML: {error}") from None


def _own(path: str, data: Mapping[str, object]) -> Mapping[str, object] | None:
    tool = data.get("tool")
    own = tool.get("recipec") if isinstance(tool, dict) else None
    if isinstance(own, dict):
        return own
    return None if os.path.basename(path) == _SHARED else data


def read(path: str) -> dict[str, Value]:
    """Read a file of configuration; a key that does not exist is a mistake, and so is a value of another kind."""
    values: dict[str, Value] = {}
    for key, raw in (table(path) or {}).items():
        if key not in _KEYS:
            raise RecipeError(f"`{path}`: there is no key `{key}`", help=hint(key, _KEYS))
        if key == SYNC:
            continue
        values[key] = _value(path, key, raw)
    return values


def _value(path: str, key: str, raw: object) -> Value:
    if key == _SITE:
        return _site(path, raw)
    if key in _LISTS:
        return _list(path, key, raw)
    if key in _TABLES:
        if not isinstance(raw, dict):
            raise RecipeError(f"`{path}`: `{key}` is a table")
        return {str(name): _list(path, key, [one] if isinstance(one, str) else one) for name, one in raw.items()}
    if key in _SWITCHES:
        if not isinstance(raw, bool):
            raise RecipeError(f"`{path}`: `{key}` is true or false")
        return raw
    if not isinstance(raw, str):
        raise RecipeError(f"`{path}`: `{key}` is a text")
    _known(f"`{path}`: ", key, raw)
    return raw


def _site(path: str, raw: object) -> "Site":
    """Read a site that is described in a file of configuration, or named there."""
    from recipec.cli import site_files

    if isinstance(raw, dict):
        title = raw.get("title")
        return site_files.told(raw, title if isinstance(title, str) else "site", path)
    if not isinstance(raw, str):
        raise RecipeError(f"`{path}`: `site` is a table that describes one, or a name")
    try:
        return site_files.find(raw, os.path.dirname(path) or ".")
    except RecipeError as error:
        raise RecipeError(f"`{path}`: {error.message}", help=error.help) from None


def _list(path: str, key: str, raw: object) -> tuple[str, ...]:
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw):
        raise RecipeError(f"`{path}`: `{key}` is a list of texts", help=f'such as {key} = ["..."]')
    return tuple(raw)


def _known(where: str, key: str, word: str) -> None:
    choices = _WORDS[key]
    if choices and word not in choices:
        raise RecipeError(f"{where}`{word}` is no {key}", help=hint(word, choices))


def hint(word: str, choices: tuple[str, ...]) -> str:
    """Say which of the known words may have been meant."""
    from recipec.suggestion import suggestion

    listed = f"one of {', '.join(choices)}"
    return suggestion(word, choices) or listed


def _given(given: Given) -> dict[str, Value]:
    """Give what the command line says, in the shape of a configuration."""
    values: dict[str, Value] = {}
    for key in _LISTS:
        if key in given:
            values[key] = tuple(word.strip() for text in given[key] for word in text.split(",") if word.strip())
            if key == "select" and not values[key]:
                # Most likely a variable of a script that has no value: all rules are not what it asks for.
                raise RecipeError("`--select` names no rule", help="leave it out for all rules")
    for key in _WORDS:
        word = value(given, key)
        if word is not None:
            values[key] = word
    for key in _SWITCHES:
        if key in given:
            values[key] = True
    named = value(given, _SITE)
    if named is not None:
        from recipec.cli import site_files

        values[_SITE] = site_files.find(named)
    for key in _TABLES:
        if key in given:
            values[key] = _pairs(key, given[key])
    return values


def _pairs(key: str, texts: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    pairs: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, equals, words = text.partition("=")
        if not equals or not name:
            shape = {"severity": "RULE=LEVEL", "per-file-ignores": "PATTERN=RULES"}[key]
            missing = "name before the `=`" if equals else "`=`"
            raise RecipeError(f"`--{key} {text}` has no {missing}", help=f"write `--{key} {shape}`")
        pairs[name] = (*pairs.get(name, ()), *words.split(","))
    return pairs


def _added(given: Mapping[str, Value], values: Mapping[str, Value]) -> dict[str, Value]:
    """Put the command line over a configuration: its values replace those of the file, `extend-select` adds to them."""
    result = dict(given)
    before, more = values.get("extend-select"), given.get("extend-select")
    if isinstance(before, tuple) and isinstance(more, tuple):
        result["extend-select"] = (*before, *more)
    for key in _TABLES:
        old, new = values.get(key), given.get(key)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            result[key] = {**old, **new}
    return result


def _tried(values: Mapping[str, Value], root: str, path: str) -> None:
    """See that what a file says can be, and name the file where it cannot."""
    try:
        _made(values, root)
    except RecipeError as error:
        raise RecipeError(f"`{path}`: {error.message}", help=error.help) from None


def _made(values: Mapping[str, Value], root: str) -> Config:
    """Make settings of values, whose codes and names have to be known."""

    def words(key: str) -> tuple[str, ...]:
        held = values.get(key, ())
        return tuple(one for one in held if isinstance(one, str)) if isinstance(held, tuple) else ()

    def word(key: str) -> str | None:
        held = values.get(key)
        return held if isinstance(held, str) else None

    def table(key: str) -> Mapping[str, tuple[str, ...]]:
        held = values.get(key, {})
        return held if isinstance(held, Mapping) else {}

    ignores = table("per-file-ignores")
    selectors = (*words("select"), *words("extend-select"), *words("ignore"), *table("severity"))
    selectors += tuple(one for listed in ignores.values() for one in listed)
    if selectors:
        from recipec.checks import findings, selection

        selection.check(selectors, findings.selectors())
    target, mode = word("target"), word("build-mode")
    if target is not None:
        from recipec.target import named

        named(target)
    points = words("mount-points")
    if points:
        from recipec.sites.mounts import mount_points

        mount_points(points)
    settings = Settings(
        target,
        None if mode is None else BuildMode(mode),
        points,
        words("allowed-registries"),
        words("select"),
        words("extend-select"),
        words("ignore"),
        _severities(table("severity")),
        shellcheck=values.get("shellcheck") is True,
        hadolint=values.get("hadolint") is True,
    )
    if _SITE in values:
        from recipec.sites.site import Site

        site = values[_SITE]
        settings = settings.at(site) if isinstance(site, Site) else settings
    return Config(
        settings,
        Severity(word("level") or Severity.WARNING),
        Severity(word("fail-level") or Severity.WARNING),
        words("exclude"),
        tuple(ignores.items()),
        root,
    )


def _severities(table: Mapping[str, tuple[str, ...]]) -> dict[str, Severity]:
    found: dict[str, Severity] = {}
    for name, levels in table.items():
        for level in levels:
            _known("", "level", level)
            found[name] = Severity(level)
    return found
