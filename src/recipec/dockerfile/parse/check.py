"""What BuildKit's dispatcher refuses once a file has parsed: keywords, flags, numbers of arguments."""

import re

from recipec.dockerfile.parse.lexer import SPACES
from recipec.dockerfile.tree import File, Flag, Instruction
from recipec.errors import RecipeError
from recipec.regex import regex
from recipec.source import Span
from recipec.suggestion import suggestion

_TEXT, _BOOL, _MANY = "text", "bool", "many"
_COPY = {"chown": _TEXT, "chmod": _TEXT, "link": _BOOL, "exclude": _MANY}
_HEALTH = dict.fromkeys(("interval", "timeout", "start-period", "start-interval", "retries"), _TEXT)
_FLAGS: dict[str, dict[str, str]] = {
    "ADD": {**_COPY, "keep-git-dir": _BOOL, "checksum": _TEXT, "unpack": _BOOL},
    "COPY": {**_COPY, "from": _TEXT, "parents": _BOOL},
    "FROM": {"platform": _TEXT},
    "RUN": {"mount": _MANY, "network": _TEXT, "security": _TEXT, "device": _MANY},
}
KEYWORDS = tuple(
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER "
    "VOLUME WORKDIR".split()
)
_NAMES = frozenset(KEYWORDS)
_ONE = frozenset({"MAINTAINER", "WORKDIR", "USER", "STOPSIGNAL"})
_STAGE_NAME = regex(r"[a-z][a-z0-9-_.]*")
_MILLISECOND = 1_000_000


def check(file: File) -> None:
    """Refuse, in the order of the file, what the builder would refuse to start on."""
    staged = False
    for instruction in file.instructions:
        try:
            check_one(instruction)
        except RecipeError as error:
            span = error.span or instruction.span
            raise RecipeError(error.message, span=span, help=error.help) from None
        if instruction.name == "FROM":
            staged = True
        elif not staged and instruction.name != "ARG":
            message = "no build stage in current context"
            raise RecipeError(message, span=instruction.span, help="only `ARG` may stand before the first `FROM`")
    if not staged:
        raise RecipeError("dockerfile contains no stages to build", span=Span(0, 0), help="begin with `FROM`")


def check_one(instruction: Instruction) -> None:
    """Refuse an instruction by itself."""
    name, words = instruction.name, instruction.words
    if name not in _NAMES:
        raise RecipeError(
            f"unknown instruction: {instruction.keyword}",
            span=Span(instruction.span.start, instruction.span.start + len(instruction.keyword)),
            help=suggestion(name, KEYWORDS),
        )
    match name:
        case "RUN":
            _flags(instruction)
            _run(instruction)
        case "COPY" | "ADD":
            if len(words) < 2:
                raise RecipeError(
                    f"{name} requires at least two arguments, but only one was provided. "
                    "Destination could not be determined"
                )
            _flags(instruction)
            _copy(instruction)
        case "FROM":
            _from(instruction)
        case "ENV" | "LABEL":
            _flags(instruction)
            _some(instruction)
            if any(word.startswith("=") for word in words if "=" in words[0]) or not words[0]:
                raise RecipeError(f"{name} names can not be blank")
        case "ARG":
            _some(instruction)
            if any(word.startswith("=") for word in words):
                raise RecipeError("ARG names can not be blank")
        case "SHELL":
            _flags(instruction)
            _some(instruction)
            if instruction.json is None:
                raise RecipeError(
                    "SHELL requires the arguments to be in JSON form", help='write `SHELL ["/bin/bash", "-c"]`'
                )
        case "HEALTHCHECK":
            _healthcheck(instruction)
        case "ONBUILD":
            _onbuild(instruction)
        case "VOLUME":
            _some(instruction)
            _flags(instruction)
            if any(not word.strip(SPACES) for word in words):
                raise RecipeError("VOLUME specified can not be an empty string")
        case "EXPOSE":
            _some(instruction)
            _flags(instruction)
        case _ if name in _ONE:
            if len(words) != 1:
                raise RecipeError(f"{name} requires exactly one argument")
            if name != "STOPSIGNAL":
                _flags(instruction)
        case _:
            _flags(instruction)


def _some(instruction: Instruction) -> None:
    if not instruction.words:
        raise RecipeError(f"{instruction.name} requires at least one argument")


def _flags(instruction: Instruction) -> None:
    if instruction.flags:
        _judge(instruction.flags, _FLAGS.get(instruction.name, {}))


def _judge(flags: tuple[Flag, ...], known: dict[str, str]) -> None:
    seen: set[str] = set()
    for flag in flags:
        kind = known.get(flag.name)
        if kind is None:
            raise RecipeError(
                f"unknown flag: --{flag.name}", span=flag.span, help=suggestion(flag.name, known, prefix="--")
            )
        if flag.name in seen and kind != _MANY:
            raise RecipeError(f"duplicate flag specified: --{flag.name}", span=flag.span)
        seen.add(flag.name)
        if kind == _BOOL:
            if flag.value == "":
                raise RecipeError(f"missing a value on flag: --{flag.name}", span=flag.span)
            if flag.value is not None and flag.value.lower() not in ("true", "false"):
                raise RecipeError(f"expecting boolean value for flag --{flag.name}, not: {flag.value}", span=flag.span)
        elif flag.value is None:
            raise RecipeError(
                f"missing a value on flag: --{flag.name}", span=flag.span, help=f"write `--{flag.name}=VALUE`"
            )


def _run(instruction: Instruction) -> None:
    from recipec.dockerfile.parse.words import fields

    for flag in instruction.flags:
        value = flag.value or ""
        if flag.name == "network" and value not in ("default", "none", "host"):
            raise RecipeError(f'invalid network mode "{value}"', span=flag.span)
        if flag.name == "security" and value not in ("sandbox", "insecure"):
            raise RecipeError(f'security "{value}" is not valid', span=flag.span)
        if flag.name in ("mount", "device") and fields(value) is None:
            raise RecipeError(f"failed to parse csv {flag.name}s", span=flag.span)
        if flag.name == "mount":
            for field in fields(value) or ():
                key, equals, text = field.partition("=")
                if equals and key.lower() == "from" and "$" in text[:-1]:
                    raise RecipeError(
                        f"'{key.lower()}' doesn't support variable expansion, define alias stage instead",
                        span=flag.span,
                    )


def _copy(instruction: Instruction) -> None:
    if "<<" in instruction.words[-1]:
        from recipec.dockerfile.parse.heredocs import heredoc

        if heredoc(instruction.words[-1]) is not None:
            raise RecipeError(f"{instruction.name} cannot accept a heredoc as a destination")


def _from(instruction: Instruction) -> None:
    words = instruction.words
    if len(words) == 3 and words[1].lower() == "as":
        if not _STAGE_NAME.fullmatch(words[2].lower()):
            raise RecipeError(
                f'invalid name for build stage: "{words[2]}", name can\'t start with a number or contain symbols'
            )
    elif len(words) != 1:
        raise RecipeError(
            "FROM requires either one or three arguments", help="write `FROM IMAGE` or `FROM IMAGE AS STAGE`"
        )
    _flags(instruction)


def _onbuild(instruction: Instruction) -> None:
    _some(instruction)
    _flags(instruction)
    name = instruction.inner.name if instruction.inner else ""
    if name == "ONBUILD":
        raise RecipeError("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
    if name in ("MAINTAINER", "FROM"):
        raise RecipeError(f"{name} isn't allowed as an ONBUILD trigger")


def _healthcheck(instruction: Instruction) -> None:
    words = instruction.words
    _some(instruction)
    kind = words[0].upper()
    if kind == "NONE":
        if len(words) > 1:
            raise RecipeError("HEALTHCHECK NONE takes no arguments")
        return
    _judge(instruction.flags, _HEALTH)
    if kind != "CMD":
        raise RecipeError(f'Unknown type "{kind}" in HEALTHCHECK (try CMD)')
    if len(words) < 2:
        raise RecipeError("Missing command after HEALTHCHECK CMD")
    from recipec.ir.notation import nanoseconds

    for flag in instruction.flags:
        value = flag.value or ""
        if flag.name == "retries":
            if value and not re.fullmatch(r"[+-]?[0-9]+", value):
                raise RecipeError(f'strconv.ParseInt: parsing "{value}": invalid syntax', span=flag.span)
            if value and not -(2**31) <= int(value[:12]) < 2**31:
                raise RecipeError(f'strconv.ParseInt: parsing "{value}": value out of range', span=flag.span)
            if value and int(value) < 0:
                raise RecipeError(f"--retries cannot be negative ({int(value)})", span=flag.span)
        elif value:
            try:
                duration = nanoseconds(value)
            except RecipeError as error:
                raise RecipeError(error.message, span=flag.span, help="write it like `30s` or `1m30s`") from None
            if duration != 0 and duration < _MILLISECOND:
                raise RecipeError(f'Interval "{flag.name}" cannot be less than 1ms', span=flag.span)
