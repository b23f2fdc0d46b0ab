"""Values with a notation of their own: directories, durations, ports, signals."""

import posixpath

from recipec.errors import RecipeError

_UNITS = {"ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": 10**9, "m": 60 * 10**9, "h": 3600 * 10**9}


def workdir(current: str, path: str) -> str:
    """Say where WORKDIR leads: an absolute path is taken as it is, any other from the current one."""
    if not path:
        return current or "/"
    if path.startswith("/"):
        return path
    joined = posixpath.normpath(posixpath.join("/", current, path))
    return "/" + joined.lstrip("/")


def nanoseconds(text: str) -> int:
    """Read a duration as Go writes it: ``1h30m``, ``1.5s``, ``0``."""
    import re

    if not text:
        return 0
    bare = text.removeprefix("-") if text.startswith("-") else text.removeprefix("+")
    if bare == "0":
        return 0
    if not bare:
        raise RecipeError(f'time: invalid duration "{text}"')
    total = at = 0
    while at < len(bare):
        number = re.compile(r"(\d*)(?:\.(\d*))?", re.ASCII).match(bare, at)
        if number is None or not (number[1] or number[2]):
            raise RecipeError(f'time: invalid duration "{text}"')
        at = number.end()
        unit_match = re.compile(r"[^.0-9]*").match(bare, at)
        unit = unit_match[0] if unit_match else ""
        if not unit:
            raise RecipeError(f'time: missing unit in duration "{text}"')
        if unit not in _UNITS:
            raise RecipeError(f'time: unknown unit "{unit}" in duration "{text}"')
        at += len(unit)
        fraction = (number[2] or "")[:18]
        total += _UNITS[unit] * int((number[1] or "0")[:20]) + _UNITS[unit] * int(fraction or 0) // 10 ** len(fraction)
        if total >= 1 << 63:
            raise RecipeError(f'time: invalid duration "{text}"')
    return -total if text.startswith("-") else total


def ports(word: str) -> list[str]:
    """Read a word of EXPOSE: ``80``, ``80-82/udp``, and what the builder tolerates, ``127.0.0.1:8080:80``."""
    address, host, container = _split(word)
    container, _, protocol = container.partition("/")
    if not container:
        raise RecipeError(f'invalid port: "{word}": no port specified')
    if protocol.lower() not in ("", "tcp", "udp", "sctp"):
        raise RecipeError(f'invalid port: "{word}": invalid proto: {protocol}')
    if address:
        import ipaddress

        try:
            ipaddress.ip_address(address.strip("[]"))
        except ValueError:
            raise RecipeError(f"invalid IP address: {address}") from None
    bounds = _range(container)
    if bounds is None:
        raise RecipeError(f"invalid containerPort: {container}")
    if host:
        others = _range(host)
        if others is None:
            raise RecipeError(f"invalid hostPort: {host}")
        if others[1] - others[0] != bounds[1] - bounds[0] and bounds[0] != bounds[1]:
            raise RecipeError(f"invalid ranges specified for container and host Ports: {container} and {host}")
    return [f"{port}/{protocol.lower() or 'tcp'}" for port in range(bounds[0], bounds[1] + 1)]


def _split(word: str) -> tuple[str, str, str]:
    parts = word.split(":")
    if len(parts) < 3:
        return "", parts[0] if len(parts) == 2 else "", parts[-1]
    return ":".join(parts[:-2]), parts[-2], parts[-1]


def _range(text: str) -> tuple[int, int] | None:
    start, dash, end = text.partition("-")
    low = _port(start)
    high = _port(end) if dash and end != start else low
    return None if low is None or high is None or high < low else (low, high)


def _port(text: str) -> int | None:
    digits = text.removeprefix("+") if text.startswith("+") else text
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 20:
        return None
    port = int(digits)
    return port if port <= 65_535 else None


def check_signal(signal: str) -> None:
    """Refuse a signal that Linux does not have."""
    bare = signal.removeprefix("+").removeprefix("-")
    if bare.isascii() and bare.isdigit():
        if int(bare[:20]) == 0:
            raise RecipeError(f"invalid signal: {signal}")
        return
    import re

    if re.fullmatch(_SIGNALS, signal.upper().removeprefix("SIG")) is None:
        raise RecipeError(f"invalid signal: {signal}")


_SIGNALS = (
    "ABRT|ALRM|BUS|CHLD|CLD|CONT|FPE|HUP|ILL|INT|IO|IOT|KILL|PIPE|POLL|PROF|PWR|QUIT|SEGV|STKFLT|STOP|SYS|TERM|TRAP|"
    "TSTP|TTIN|TTOU|URG|USR1|USR2|VTALRM|WINCH|XCPU|XFSZ|RTMIN|RTMAX|RTMIN[+]([1-9]|1[0-5])|RTMAX-([1-9]|1[0-4])"
)
