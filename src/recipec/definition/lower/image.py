"""What an image says about itself: labels have a section, the rest has a finding."""

from recipec.definition.lower import findings
from recipec.definition.lower.sheet import Labelled, Sheet
from recipec.definition.lower.spots import settled, shell_path
from recipec.definition.lower.values import ValueLost
from recipec.ir.steps import Author, Exec, Expose, Healthcheck, Label, OnBuild, Shell, StopSignal, Volume
from recipec.ir.text import plain, show
from recipec.ir.walk import State
from recipec.typed import assert_never


def lower_image_step(
    step: Label | Author | Expose | Volume | StopSignal | Healthcheck | OnBuild, state: State, sheet: Sheet
) -> None:
    """Write a label, or say what becomes of the rest."""
    match step:
        case Label():
            _label(step, state, sheet)
        case Author():
            _write_label("maintainer", step.name, step, sheet)
            sheet.find(
                findings.AUTHOR,
                "MAINTAINER is written as the label `maintainer`: a definition file has no author",
                step,
                help="`LABEL org.opencontainers.image.authors=...` is the same on both sides",
            )
        case Expose(ports=ports):
            names = ", ".join(f"`{show(port)}`" for port in ports)
            sheet.find_once(
                findings.EXPOSE,
                f"{names}: what Apptainer runs is in the host's network, and every port that it listens on is open",
                step,
                help="let the user choose the port, two on one node cannot have the same",
                again=f"{names} likewise",
            )
        case Volume(paths=volumes):
            names = ", ".join(f"`{show(path)}`" for path in volumes)
            _make_volumes(step, state, sheet)
            sheet.find(
                findings.VOLUME,
                f"{names}: a volume is an ordinary directory here, which nobody can write to when the image runs",
                step,
                help="bind a directory when running: `apptainer run --bind DIR:PATH`",
            )
        case StopSignal():
            sheet.find(
                findings.STOP_SIGNAL,
                f"`{show(step.signal)}` is not sent: an instance is stopped with SIGINT, a job as its scheduler does",
                step,
                help="`apptainer instance stop --signal SIGNAL`",
            )
        case Healthcheck(command=command):
            told = "NONE" if command is None else _told(command)
            sheet.find(
                findings.HEALTHCHECK,
                f"nobody runs health checks here: `{told}`",
                step,
                help="run it by hand or from the job: `apptainer exec IMAGE COMMAND`",
            )
        case OnBuild():
            sheet.find(
                findings.ONBUILD,
                f"`{step.instruction}` is not kept for recipes that start from this image",
                step,
                help="write the instruction into those recipes",
            )
        case _:
            assert_never(step)


def _make_volumes(step: Volume, state: State, sheet: Sheet) -> None:
    """Make the directories, which Docker does when the image starts: they are places to bind to."""
    if not sheet.has_shell:
        return
    made = [
        path for given in step.paths if (path := settled(given, state, sheet)) and not sheet.history.has_directory(path)
    ]
    if made:
        for path in made:
            sheet.history.made(path)
        sheet.run("mkdir -p " + " ".join(map(shell_path, made)), step)


def _told(command: "Shell | Exec") -> str:
    return " ".join(command.argv) if isinstance(command, Exec) else command.script


def _label(step: Label, state: State, sheet: Sheet) -> None:
    key, value = settled(step.key, state, sheet), settled(step.value, state, sheet)
    if key is not None and value is None and sheet.target.has_labels_variable and not any(map(str.isspace, key)):
        try:
            word = sheet.in_post.word(plain(key + " ") + step.value, state, sheet.templates)
        except ValueLost:
            word = ""
        if word:
            sheet.account(step)
            sheet.labels.pop(key, None)
            sheet.run(f'echo {word} >>"${"APPTAINER" if sheet.target.is_apptainer else "SINGULARITY"}_LABELS"', step)
            return
    if key is None or value is None:
        sheet.find(
            findings.LABEL,
            f"the label `{show(step.key)}` needs a variable of the base image, which `%labels` cannot read",
            step,
            help="write the value out",
        )
        return
    _write_label(key, value, step, sheet)


def _write_label(key: str, value: str, step: Label | Author, sheet: Sheet) -> None:
    why = None
    if not key or any(char.isspace() for char in key):
        why = "a key cannot have blanks"
    elif "\n" in value or "\r" in value:
        why = "a value is one line"
    elif key.startswith(("#", "%")):
        why = f"a line that begins with `{key[0]}` is no label"
    elif value != value.strip():
        why = "blanks around a value are cut off"
    if why is not None:
        sheet.find(
            findings.LABEL,
            f"the label `{key}` cannot be written as it is: {why}",
            step,
            help="change the label",
        )
        if key.startswith(("#", "%")) or not key or any(char.isspace() for char in key):
            return
        value = " ".join(value.split("\n")).strip()
    sheet.account(step)
    sheet.labels.pop(key, None)
    sheet.labels[key] = Labelled(value, sheet.comments(step), sheet.sources)
