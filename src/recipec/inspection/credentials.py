"""Who the user is to a registry: what `docker login`, `podman login` and `apptainer registry login` write down."""

import json
import os
from base64 import b64decode
from binascii import Error as NoBase64
from collections.abc import Mapping

from recipec.errors import RecipeError
from recipec.inspection.process import Failed, run
from recipec.record import Record
from recipec.regex import regex

# Docker calls its own registry by an address of long ago.
_KEYS = {"docker.io": ("https://index.docker.io/v1/", "index.docker.io", "docker.io")}
_NAME = regex(r"[\w.-]+")


class Login(Record):
    """A name and a password. Neither is ever shown."""

    name: str
    password: str

    def __repr__(self) -> str:
        return "Login(...)"


class Found(Record):
    """The file that knows a registry, and what it says: a login itself, or the program that has it."""

    path: str
    login: Login | None
    helper: str | None
    key: str


def find(host: str, files: tuple[str, ...]) -> Found | None:
    """Find the first file that knows a registry, else one with a program for all; None: the user is nobody there."""
    keys = _KEYS.get(host, (host, f"https://{host}"))
    for_all: Found | None = None
    for path in files:
        said = _read(path)
        helpers, auths, store = said.get("credHelpers"), said.get("auths"), said.get("credsStore")
        if for_all is None and isinstance(store, str):
            for_all = Found(path, None, store, keys[0])
        for key in keys:
            helper = helpers.get(key) if isinstance(helpers, dict) else None
            if isinstance(helper, str):
                return Found(path, None, helper, key)
            entry = auths.get(key) if isinstance(auths, dict) else None
            if not isinstance(entry, dict):
                continue
            login = _login(entry)
            if login is not None or isinstance(store, str):
                return Found(path, login, store if login is None and isinstance(store, str) else None, key)
    return for_all


def login(found: Found) -> Login | None:
    """Give the login, which a program may have to be asked for; None when it has none."""
    if found.helper is None:
        return found.login
    if _NAME.fullmatch(found.helper) is None:
        raise RecipeError(f"`{found.path}` names a program of credentials that cannot be one")
    program = f"docker-credential-{found.helper}"
    try:
        answer: object = json.loads(run((program, "get"), given=found.key.encode()))
    except FileNotFoundError:
        raise RecipeError(f"`{program}`, which `{found.path}` names, is not there") from None
    except (Failed, ValueError):
        return None
    if not isinstance(answer, dict):
        return None
    name, secret = answer.get("Username"), answer.get("Secret")
    return Login(name, secret) if isinstance(name, str) and isinstance(secret, str) else None


def _read(path: str) -> Mapping[str, object]:
    try:
        with open(path, "rb") as file:
            said: object = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _login(entry: Mapping[str, object]) -> Login | None:
    both = entry.get("auth")
    if isinstance(both, str) and both:
        try:
            name, colon, password = b64decode(both).decode().partition(":")
        except (NoBase64, UnicodeDecodeError, ValueError):
            return None
        return Login(name, password.rstrip("\0")) if colon else None
    name_, password_ = entry.get("username"), entry.get("password")
    return Login(name_, password_) if isinstance(name_, str) and isinstance(password_, str) else None


def insecure(files: tuple[str, ...]) -> frozenset[str]:
    """Name the registries that the user's configuration lets be asked without encryption."""
    import tomllib

    found: set[str] = set()
    for path in files:
        try:
            with open(path, "rb") as file:
                data = file.read()
            if os.path.basename(path) == "daemon.json":
                names = _mapping(json.loads(data)).get("insecure-registries")
                found.update(name for name in names if isinstance(name, str)) if isinstance(names, list) else None
                continue
            rows = tomllib.loads(data.decode()).get("registry")
        except (OSError, ValueError, RecursionError):
            continue
        for row in rows if isinstance(rows, list) else ():
            said = _mapping(row)
            where = said.get("location") or said.get("prefix")
            if said.get("insecure") is True and isinstance(where, str):
                found.add(where.partition("/")[0])
    return frozenset(found)


def _mapping(raw: object) -> Mapping[str, object]:
    return raw if isinstance(raw, dict) else {}
