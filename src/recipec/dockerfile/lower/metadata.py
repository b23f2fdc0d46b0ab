"""What an image says about itself, and the scripts that it keeps: labels, help, start and test."""

from recipec.dockerfile.lower import scripts, words
from recipec.dockerfile.lower.findings import LABEL_NAME, RUN_HELP, START_SCRIPT
from recipec.dockerfile.lower.sheet import Group, Sheet
from recipec.dockerfile.lower.start import LOADER
from recipec.ir.node import Node
from recipec.ir.steps import Label, SetHelp, SetStartscript, SetTest
from recipec.ir.text import Text, join, literal, show

STARTSCRIPT = "/.singularity.d/startscript"
TEST = "/.singularity.d/test"
HELP = "/.singularity.d/runscript.help"


def labels(steps: list[Label], late: list[tuple[str, str, Node]], sheet: Sheet) -> None:
    """Write LABEL: one instruction for labels that stand together. ``late`` come from %post, and win."""
    pairs: list[tuple[str, tuple[str, ...], Node]] = []
    overridden = {name for name, _, _ in late}
    for step in steps:
        if show(step.key) in overridden:
            sheet.wrote(step)
            continue
        pairs.append((_pair(step.key, step.value, step, sheet), scripts.comments(step), step))
    pairs.extend((_pair((name,), (value,) if value else (), node, sheet), (), node) for name, value, node in late)
    at = 0
    while at < len(pairs):
        end = at + 1
        while end < len(pairs) and not pairs[end][1]:
            end += 1
        text = " \\\n      ".join(pair for pair, _, _ in pairs[at:end])
        sheet.put(Group.LABEL, "LABEL", text, comments=pairs[at][1], node=pairs[at][2])
        for _, _, node in pairs[at:end]:
            sheet.wrote(node)
        at = end


def _pair(key: Text, value: Text, node: Node, sheet: Sheet) -> str:
    name = literal(key)
    if name is not None and "=" in name:
        # BuildKit takes the name to end at the first `=`, quoted or not.
        head, _, tail = name.partition("=")
        rest = _unquoted(join((tail, " ", *value) if value else (tail,)))
        sheet.tell_once(
            LABEL_NAME,
            f"`%labels` separates name and value by a blank, so that Apptainer's label is named `{name}`,"
            f" which LABEL cannot say: `{head}` is written",
            node,
            f"write `{head} VALUE` in `%labels`",
            f"`{name}` likewise becomes `{head}`",
        )
        key, value = (head,), rest
    written = words.value(sheet.builder(key))
    return f'{written}="{words.quoted(sheet.builder(value))}"'


def _unquoted(value: Text) -> Text:
    """Take off the quotes around a value that was written as a shell has it."""
    text = literal(value)
    if text is not None and len(text) > 1 and text[0] in "\"'" and text[0] == text[-1]:
        return (text[1:-1],)
    return value


def runhelp(step: SetHelp, sheet: Sheet) -> None:
    """Keep the help where Apptainer does."""
    text = scripts.trim(sheet.fixed(step.text, step))
    if not text:
        sheet.wrote(step)
        return
    scripts.write(HELP, text + "\n", sheet, Group.SCRIPT, step, executable=False, comments=scripts.comments(step))
    sheet.tell(
        RUN_HELP,
        "Docker has no `run-help`: the text is a file of the image",
        step,
        f"`docker run --rm --entrypoint cat IMAGE {HELP}` shows it",
    )


def startscript(step: SetStartscript, sheet: Sheet, *, computed: bool) -> None:
    """Keep the script of `instance start`."""
    content = scripts.file(step.script, sheet)
    scripts.write(STARTSCRIPT, content, sheet, Group.SCRIPT, step, comments=scripts.comments(step))
    run = f"--entrypoint {LOADER} IMAGE {STARTSCRIPT}" if computed else f"--entrypoint {STARTSCRIPT} IMAGE"
    sheet.tell(
        START_SCRIPT,
        "Docker has no `instance start`, and starts what `%runscript` says: the start script is a file of the image",
        step,
        f"start the service with `docker run -d {run}`",
    )


def test(step: SetTest, sheet: Sheet, *, computed: bool) -> None:
    """Keep the test, and run it at the end of the build, as Apptainer does: a failure stops the build."""
    content = scripts.file(step.script, sheet)
    if all(not line.strip() or line.lstrip().startswith("#") for line in content.split("\n")):
        sheet.wrote(step)  # nothing is tested
        return
    scripts.write(TEST, content, sheet, Group.TEST, step, comments=scripts.comments(step))
    sheet.put(Group.TEST, "RUN", f"{LOADER} {TEST}" if computed else TEST, node=step)
