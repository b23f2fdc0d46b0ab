"""Steps below a USER: run as that user where the build can, else as root with a word about it."""

from recipec.definition.lower import findings
from recipec.definition.lower.scripts import script_word
from recipec.definition.lower.sheet import Sheet
from recipec.definition.lower.spots import shell_path
from recipec.definition.lower.values import bare
from recipec.ir.node import Node
from recipec.ir.options import BuildMode, RunAs
from recipec.ir.text import literal
from recipec.ir.walk import State, default_of
from recipec.record import Record
from recipec.shell.quoting import quote, quote_argument

# The account that stands in for a user without a name, while its steps run.
STAND_IN = "recipec"


class User(Record):
    """Who a step runs as. ``account`` is what su takes, ``name`` and ``group`` what the recipe says.

    ``told`` is the name for messages.
    """

    account: str
    name: str
    told: str
    group: str = ""


def current(state: State, sheet: Sheet) -> User | None:
    """Give the user of a step; None for root."""
    if state.user is None:
        return None
    said = bare(sheet.templates.settle(state.user, state))
    default = literal(default_of(state.user, state)) or ""
    if said is None or not default or default.partition(":")[0] in ("root", "0"):
        return None
    name, _, group = said.partition(":")
    if not group and not default.isdigit():
        return User(name, name, default)
    return User(STAND_IN, name, default, group)


def acting(state: State, sheet: Sheet) -> User | None:
    """Give the user whom a step runs as in this build; None for root."""
    is_open = sheet.options.run_as is RunAs.USER and sheet.options.build_mode is not BuildMode.USERNS
    return current(state, sheet) if is_open else None


def effective(state: State, node: Node, sheet: Sheet, told: set[str]) -> User | None:
    """Give the user whom a step is to run as in this build, and say so once when that is not the recipe's."""
    user = current(state, sheet)
    if user is None or acting(state, sheet) is not None:
        return user
    if user.name not in told:
        told.add(user.name)
        why = (
            "a build in a user namespace has no other user than root"
            if sheet.options.run_as is RunAs.USER
            else "`--run-as root` was asked for"
        )
        sheet.find(
            findings.STEPS_AS_ROOT,
            f"the steps below run as root, not as `{user.told}`: {why}; files are root's, and `$HOME` is `/root`",
            node,
            help="write absolute paths instead of `~` and `$HOME`, and open what others must read: `chmod -R a+rX`",
        )
    return None


def account(user: User) -> str:
    """Write a user as chown takes it."""
    if user.group:
        return shell_path(f"{user.name}:{user.group}")
    return shell_path(f"{user.account}:")  # with the colon, the user's own group


def stand_in(user: User) -> tuple[str, str]:
    """Write how the account that stands in is made, and how it goes again."""
    name, group = shell_path(user.name), user.group
    number = user.name.isdigit()
    key = "$3" if number else "$1"
    entry = f"awk -F: -v u={name} '{key} == u {{ print"
    uid = user.name if number else f"$({entry} $3 }}' /etc/passwd)"
    home = f"$({entry} $6 }}' /etc/passwd)"
    if group.isdigit():
        gid = group
    elif group:
        gid = f"$(awk -F: -v g={shell_path(group)} '$1 == g {{ print $3 }}' /etc/group)"
    else:
        gid = f"$({entry} $4 }}' /etc/passwd)"
    made = f"# {user.told} is no name that su takes: an account stands in for it\n" + "\n".join(
        (
            f'recipec_home="{home}"',
            f'recipec_gid="{gid}"',
            f'echo "{STAND_IN}:x:{uid}:${{recipec_gid:-0}}::${{recipec_home:-/}}:/bin/sh" >>/etc/passwd',
        )
    )
    return made, f"sed -i '/^{STAND_IN}:/d' /etc/passwd"


def as_user(argv: tuple[str, ...], user: User, state: State, sheet: Sheet) -> str:
    """Write a program as another user's: su sets HOME, as Docker does."""
    if argv[:2] == ("/bin/sh", "-c") and len(argv) == 3:
        script = argv[2]
        shell = "/bin/sh"
    elif len(argv) == 3 and argv[0].endswith("sh") and argv[1] == "-c":
        script, shell = argv[2], argv[0]
    else:
        *head, last = argv
        script, shell = "exec " + " ".join([*map(quote_argument, head), quote(last)]), "/bin/sh"
    home = state.variables.get("HOME")
    if home is not None and (at := bare(sheet.templates.settle(home, state))) is not None:
        script = f"HOME={shell_path(at)}\n{script}"
    return f"su -s {quote(shell)} {shell_path(user.account)} -c {script_word(script, sheet, is_shell=True)}"
