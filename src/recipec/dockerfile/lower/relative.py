"""Whether it matters to a script in which directory it starts."""

import re

from recipec.shell.script import Script
from recipec.shell.syntax import Sequence, Simple
from recipec.shell.walk import commands

# These do not care where they run, whatever their arguments are.
_ANYWHERE = frozenset(
    "apt-get apt yum dnf microdnf apk zypper conda mamba pip pip3 echo printf export set unset true : useradd groupadd"
    " locale-gen ldconfig update-alternatives add-apt-repository yum-config-manager apt-key dpkg-reconfigure fc-cache"
    " adduser addgroup".split()
)
_BY_PATH = frozenset("mkdir rm cp mv ln chmod chown touch cat ls test [ rmdir cd sed grep".split())


def is_relative(script: Script) -> bool:
    """Say whether where a script starts may matter: Docker starts it in the base's WORKDIR, Apptainer in /."""
    return not script.is_understood or starts_relative(script.body)


def starts_relative(body: Sequence) -> bool:
    for found in commands(body):
        command = found.command
        if not isinstance(command, Simple):
            continue
        arguments = [word.raw.strip("\"'") for word in command.words[1:]]
        if command.name == "cd" and found.in_shell and arguments and arguments[0].startswith("/"):
            return False
        targets = [redirect.target.raw for redirect in command.redirects if redirect.target is not None]
        if any(not target.strip("\"'").startswith(("/", "$", "&")) and not target.isdigit() for target in targets):
            return True
        name = (command.name or "").rpartition("/")[2] if (command.name or "").startswith("/") else command.name
        if name in ("curl", "wget"):
            if not _is_downloaded_to_a_path(arguments, name):
                return True
            continue
        if name in _ANYWHERE or not command.words:
            if name in ("pip", "pip3") and any(
                argument in (".", "-e", "-r") or "/" in argument for argument in arguments
            ):
                return True
            continue
        if name in _BY_PATH:
            if any(not argument.startswith(("/", "-", "$", "~")) and not _mode(argument) for argument in arguments):
                return True
            continue
        return True
    return False


def _is_downloaded_to_a_path(arguments: list[str], name: str) -> bool:
    """Say whether a download goes to standard output, or to a path from the root."""
    option = "o" if name == "curl" else "O"
    named = False
    for number, argument in enumerate(arguments):
        if re.fullmatch(rf"-[a-zA-Z]*{option}", argument):
            named = True
            if number + 1 < len(arguments) and not arguments[number + 1].startswith(("/", "-", "$")):
                return False
        elif re.match(r"-\w*[oOP]|--(output|remote|directory)", argument):
            return False
    return named or name == "curl"


def _mode(argument: str) -> bool:
    return re.fullmatch(r"[0-7]{3,4}|[ugoa]*[+=-][rwxXst]*|[\w.]+:[\w.]*|\]", argument) is not None
