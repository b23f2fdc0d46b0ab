"""A site as a table of TOML says it; what is no key of a site is a mistake."""

import re
from collections.abc import Mapping

from recipec.errors import RecipeError
from recipec.sites.mounts import mount_points
from recipec.sites.site import Bind, Scheduler, Site
from recipec.suggestion import suggestion
from recipec.target import ENGINES, of_version

_TEXTS = ("title", "engine", "version", "program", "scheduler", "partition", "account", "node-local", "gpu-flag")
_SWITCHES = (
    "root",
    "fakeroot",
    "user-namespaces",
    "builds-on-login-nodes",
    "network-on-compute-nodes",
    "home",
)
_LISTS = ("binds", "mount-points", "modules")
KEYS = (*_TEXTS, *_SWITCHES, *_LISTS, "margin")
_GPU_FLAGS = ("--nv", "--nvccli", "--rocm")
# What a job may be told at most: a day.
_MARGIN = range(1, 86_401)


def read_site(values: Mapping[str, object], name: str) -> Site:
    """Make a site of a table. A ``RecipeError`` says which key or value is none, and what may be meant.

    ```pycon
    >>> site = recipec.read_site({"engine": "apptainer", "version": "1.4.5", "mount-points": ["/dataset"]}, "here")
    >>> recipec.Settings().at(site).target
    'apptainer-1.4'

    ```
    """
    for key, raw in values.items():
        if key not in KEYS:
            raise RecipeError(f"a site has no key `{key}`", help=_hint(key, KEYS))
        _check(key, raw)

    def text(key: str) -> str | None:
        raw = values.get(key)
        return raw if isinstance(raw, str) else None

    def switch(key: str) -> bool | None:
        raw = values.get(key)
        return raw if isinstance(raw, bool) else None

    def texts(key: str) -> tuple[str, ...]:
        raw = values.get(key)
        return tuple(one for one in raw if isinstance(one, str)) if isinstance(raw, list) else ()

    engine, version, scheduler, margin = text("engine"), text("version"), text("scheduler"), values.get("margin")
    if engine is None and version is not None:
        raise RecipeError(f"the version `{version}` is of no engine", help=f"add `engine`, {_one_of(ENGINES)}")
    if engine is not None:
        of_version(engine, version)
    return Site(
        name,
        text("title") or "",
        engine,
        version,
        text("program"),
        switch("root"),
        switch("fakeroot"),
        switch("user-namespaces"),
        switch("builds-on-login-nodes"),
        switch("network-on-compute-nodes"),
        switch("home"),
        tuple(map(_bind, texts("binds"))),
        mount_points(texts("mount-points")),
        None if scheduler is None else Scheduler(scheduler),
        text("partition"),
        text("account"),
        margin if isinstance(margin, int) else None,
        text("node-local"),
        texts("modules"),
        text("gpu-flag"),
    )


def _check(key: str, raw: object) -> None:
    """Refuse a value of another kind than its key's, and what cannot stand in a line of a script."""
    if key in _SWITCHES and not isinstance(raw, bool):
        raise RecipeError(f"`{key}` is true or false")
    if key == "margin" and (not isinstance(raw, int) or isinstance(raw, bool) or raw not in _MARGIN):
        raise RecipeError("`margin` is a number of seconds", help=f"such as `margin = 120`, at most {_MARGIN[-1]}")
    if key in _LISTS:
        if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw):
            raise RecipeError(f"`{key}` is a list of texts", help=f'such as {key} = ["..."]')
        for one in raw:
            _check_text(key, one)
    if key in _TEXTS:
        if not isinstance(raw, str):
            raise RecipeError(f"`{key}` is a text", help=f'write it in quotes: {key} = "{raw}"')
        _check_text(key, raw)
        _check_word(key, raw)


def _check_text(key: str, text: str) -> None:
    if not text.strip() or not text.isprintable():
        raise RecipeError(f"`{key}` is empty, or has control characters in it")


def _check_word(key: str, word: str) -> None:
    choices = {"engine": ENGINES, "scheduler": tuple(one.value for one in Scheduler), "gpu-flag": _GPU_FLAGS}.get(key)
    if choices is not None and word not in choices:
        raise RecipeError(f"`{word}` is no {key}", help=_hint(word, choices))
    # What is not absolute there would be another directory on each node, or none.
    if key == "node-local" and not re.match(r"/|\$", word):
        raise RecipeError(
            f"`{word}` is no node-local directory", help="begin it with `/` or a variable, `$SLURM_TMPDIR`"
        )


def _bind(text: str) -> Bind:
    """Read ``HOST`` or ``HOST:INSIDE``; a directory that is named once is at the same path inside."""
    host, colon, inside = text.partition(":")
    if not colon and not host.startswith("/"):
        raise RecipeError(f"`{text}` does not say where containers have it", help=f"write `{text}:/PATH`")
    bind = Bind(host, inside if colon else host)
    if not re.match(r"/|\$", host) or not bind.inside.startswith("/") or ":" in bind.inside:
        raise RecipeError(f"`{text}` is no bind", help="write `/PATH`, or `HOST:/PATH`")
    return bind


def _hint(word: str, choices: tuple[str, ...]) -> str:
    return suggestion(word, choices) or _one_of(choices)


def _one_of(choices: tuple[str, ...]) -> str:
    return "one of " + ", ".join(f"`{one}`" for one in choices)
