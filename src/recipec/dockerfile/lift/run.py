"""RUN: a command, with its mounts, or a script in a here-document."""

from recipec.dockerfile.lift.place import Place
from recipec.dockerfile.lift.stages import files_from
from recipec.dockerfile.parse.words import fields
from recipec.dockerfile.tree import Flag, Instruction
from recipec.errors import RecipeError
from recipec.ir.steps import Command, Exec, FromContext, Mount, MountType, Run, ScriptFile, Shell
from recipec.ir.text import Text, literal
from recipec.suggestion import suggestion

_TYPES = tuple(kind.value for kind in MountType)
_SHARING = ("shared", "private", "locked")
_KEYS = (
    "type from source target readonly id sharing required size mode uid gid src dst destination ro rw readwrite env"
).split()
_ALIASES = {"src": "source", "dst": "target", "destination": "target", "ro": "readonly", "rw": "readwrite"}
_TRUE = ("1", "t", "T", "TRUE", "true", "True")
_FALSE = ("0", "f", "F", "FALSE", "false", "False")


def run(instruction: Instruction, place: Place) -> tuple[Run, ...]:
    mounts: list[Mount] = []
    network = security = None
    devices: list[str] = []
    for flag in instruction.flags:
        match flag.name:
            case "mount":
                mounts.append(mount(flag, place))
            case "network":
                network = flag.value
            case "security":
                security = flag.value
            case _:
                devices.append(flag.value or "")
    return (
        Run(
            _command(instruction, place),
            tuple(mounts),
            network,
            security,
            tuple(devices),
            origin=place.origin_of(instruction),
        ),
    )


def _command(instruction: Instruction, place: Place) -> Command:
    if instruction.json is not None:
        return Exec(instruction.json)
    documents = instruction.heredocs
    if not documents:
        return place.script(instruction)
    from recipec.dockerfile.parse.heredocs import heredoc

    if heredoc(instruction.value) is None:
        bodies = "".join(f"\n{document.body}{document.name}" for document in documents)
        return place.script(instruction, instruction.value + bodies)
    body = documents[0].content
    if body.startswith("#!"):
        return ScriptFile(body, documents[0].name)
    return Shell(body, place.shell)


def mount(flag: Flag, place: Place) -> Mount:
    """Read one ``--mount``; what the builder would refuse when it comes to it is refused here."""
    try:
        return _mount(flag.value or "", place)
    except RecipeError as error:
        raise RecipeError(error.message, span=flag.span, help=error.help) from None


def _mount(value: str, place: Place) -> Mount:
    said: dict[str, tuple[str, Text]] = {}
    kind = MountType.BIND
    read_write: bool | None = None
    required = False
    for field in fields(value) or ():
        key, equals, word = field.partition("=")
        key = key.lower()
        if key not in _KEYS:
            if not equals:
                raise RecipeError(f"invalid field '{field}' must be a key=value pair")
            raise RecipeError(f"unexpected key '{key}' in '{field}'", help=suggestion(key, _KEYS))
        key = _ALIASES.get(key, key)
        if not equals and key not in ("readonly", "readwrite", "required"):
            raise RecipeError(f"invalid field '{field}' must be a key=value pair")
        text = place.text(word)
        plain = literal(text)
        if key in ("readonly", "readwrite", "required"):
            state = _bool(key, plain) if equals else True
            if key == "required":
                _only(key, kind, MountType.SECRET, MountType.SSH)
                required = state
            else:
                read_write = state if key == "readwrite" else not state
        elif key == "type":
            if plain is None or plain.lower() not in _TYPES:
                raise RecipeError(f'unsupported mount type "{word}"', help=suggestion(word, _TYPES))
            kind = MountType(plain.lower())
        else:
            if key == "size":
                _only(key, kind, MountType.TMPFS)
            said[key] = (word if plain is None else plain, text)
    _agree(kind, said)
    source = said["from"][0] if "from" in said else ""
    return Mount(
        kind,
        _text(said, "target"),
        _text(said, "source"),
        files_from(source, place, index=False) if source else FromContext() if kind is MountType.BIND else None,
        _text(said, "id"),
        _word(said, "env"),
        read_write,
        required,
        (_word(said, "sharing") or "").lower() or None,
        _word(said, "mode"),
        _word(said, "uid"),
        _word(said, "gid"),
        _word(said, "size"),
    )


def _agree(kind: MountType, said: dict[str, tuple[str, Text]]) -> None:
    if kind not in (MountType.SECRET, MountType.SSH, MountType.CACHE):
        for key in ("mode", "uid", "gid"):
            if key in said:
                raise RecipeError(f'{key} not allowed for "{kind.value}" type mounts')
    if kind is MountType.SECRET:
        if "from" in said and said["from"][0]:
            raise RecipeError("secret mount should not have a from")
        if "sharing" in said:
            raise RecipeError("secret mount should not define sharing")
        if not any(said.get(key, ("",))[0] for key in ("source", "target", "id")):
            raise RecipeError("invalid secret mount. one of source, target required")
        if said.get("source", ("",))[0] and said.get("id", ("",))[0]:
            raise RecipeError("both source and id can't be set")
    if "sharing" in said:
        sharing = said["sharing"][0]
        if literal(said["sharing"][1]) is not None and sharing.lower() not in _SHARING:
            raise RecipeError(f'unsupported sharing value "{sharing}"', help=suggestion(sharing, _SHARING))
        if kind is not MountType.CACHE:
            raise RecipeError(f"invalid cache sharing set for {kind.value} mount")
    for key, digits in (("mode", "01234567"), ("uid", "0123456789"), ("gid", "0123456789")):
        if key in said and literal(said[key][1]) is not None:
            number = said[key][0]
            if not number or number.strip(digits):
                raise RecipeError(f"invalid value {number} for {key}")


def _only(key: str, kind: MountType, *kinds: MountType) -> None:
    if kind not in kinds:
        raise RecipeError(f"unexpected key '{key}' for mount type '{kind.value}'")


def _bool(key: str, value: str | None) -> bool:
    if value is not None and value in _TRUE:
        return True
    if value is not None and value in _FALSE:
        return False
    raise RecipeError(f"invalid value for {key}: {value or ''}")


def _text(said: dict[str, tuple[str, Text]], key: str) -> Text | None:
    return said[key][1] if key in said else None


def _word(said: dict[str, tuple[str, Text]], key: str) -> str | None:
    return said[key][0] if key in said else None
