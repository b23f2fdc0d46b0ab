"""Why things are where they are: a sentence for each kind of step and each place that it can go to.

What is decided from case to case is said by the lowering that decides it (``Outcome.reasons``).
"""

from collections.abc import Mapping

from recipec.explanation.written import HEADER

_TO_DEFINITION: Mapping[tuple[str, str], str] = {
    ("FROM", HEADER): "The base image, fetched from its registry as Docker does.",
    ("ARG", "%arguments"): "A build argument here too: `--build-arg` gives it another value.",
    ("ARG", "%post"): "Exported: the steps below see it in their environment.",
    ("ENV", "%post"): "Exported: the steps below see it.",
    ("ENV", "%environment"): "Set whenever the image starts.",
    ("RUN", "%post"): "Run at its turn, by the shell that runs all of `%post`.",
    ("RUN", "%files"): "What it mounts is copied first.",
    ("COPY", "%files"): "Copied before `%post` begins.",
    ("COPY", "%post"): "`%post` does the rest at its turn.",
    ("COPY", HEADER): "The image that it copies from is a stage of its own.",
    ("ADD", "%files"): "Copied before `%post` begins.",
    ("ADD", "%post"): "Fetched, unpacked or finished when it is its turn.",
    ("ADD", HEADER): "The image that it copies from is a stage of its own.",
    ("WORKDIR", "%post"): "Made if it is not there, and the steps below run in it.",
    ("WORKDIR", "%runscript"): "The start command runs in it, as in Docker.",
    ("ENTRYPOINT", "%runscript"): "What `apptainer run` starts, with the arguments behind it.",
    ("CMD", "%runscript"): "Started, or handed to the ENTRYPOINT, unless there are arguments.",
    ("LABEL", "%labels"): "A label here too.",
    ("LABEL", "%post"): "Its value is known while building only: `%post` writes it.",
    ("MAINTAINER", "%labels"): "There is no author here, but a label.",
    ("VOLUME", "%post"): "Made, so that there is something to bind to.",
}
_TO_DOCKERFILE: Mapping[tuple[str, str], str] = {
    ("%arguments", "ARG"): "A build argument here too: `--build-arg` gives it another value.",
    ("%files", "COPY"): "COPY, before what `%post` does, as Apptainer copies it.",
    ("%files", "ADD"): "ADD, which unpacks or fetches.",
    ("%post", "RUN"): "Run by one shell, as Apptainer does, and stopped at the first failure.",
    ("%post", "ENV"): "Set for whatever comes below and whenever the image starts.",
    ("%post", "COPY"): "Copied when it is its turn.",
    ("%post", "WORKDIR"): "What is below runs in it.",
    ("%environment", "ENV"): "Its values are plain, so that Docker can set them for whatever it starts.",
    (
        "%environment",
        "COPY",
    ): "Its values are computed at each start: a script does it, which the ENTRYPOINT reads.",
    ("%runscript", "ENTRYPOINT"): "What `docker run` starts, with the arguments behind it.",
    ("%runscript", "CMD"): "Started unless there are arguments.",
    ("%runscript", "WORKDIR"): "The start command runs in it.",
    ("%runscript", "COPY"): "It is more than a command with arguments: a script that the ENTRYPOINT starts.",
    ("%startscript", "COPY"): "Docker starts no instances: it is kept where it can be started by hand.",
    ("%test", "COPY"): "Docker has no tests: its script is kept where Apptainer keeps it.",
    ("%test", "RUN"): "It is run at the end of the build, as Apptainer does.",
    ("%help", "COPY"): "Docker has no help: it is kept where Apptainer looks for it.",
    ("%labels", "LABEL"): "A label here too.",
    ("%setup", "RUN"): "It works on the image's files, which a step of the build can do.",
    ("%pre", "RUN"): "What it prepares is prepared while building.",
}
_BASE: Mapping[str, str] = {
    "bootstrap": "FROM starts from what the header names.",
    "from": "FROM starts from what the header names.",
    "stage": "The name of the stage, by which later ones copy from it.",
}
_NOWHERE: Mapping[str, str] = {
    "ARG": "Nothing below it reads it from its environment, and what mentions it has its value.",
    "USER": "`%post` is root's from end to end, and an image runs as whoever starts it.",
    "WORKDIR": "The paths below are written with it; no step has to go there.",
    "CMD": "A later one takes its place.",
    "ENTRYPOINT": "A later one takes its place.",
    "SHELL": "What it decides is in the steps below it.",
    "LABEL": "A later one takes its place.",
    "ENV": "A later one takes its place before anything reads it.",
    "FROM": "Another stage has its steps, or nothing needs it.",
}


def why(name: str, sections: tuple[str, ...], *, to_definition: bool) -> tuple[str, ...]:
    """Give a sentence for each kind of place that a step went to, or one for having gone nowhere."""
    if not sections:
        told = _NOWHERE.get(name) if to_definition else None
        return (told,) if told else ()
    table = _TO_DEFINITION if to_definition else _TO_DOCKERFILE
    found = (table.get((name, section)) or _other(name, section) for section in dict.fromkeys(sections))
    return tuple(dict.fromkeys(sentence for sentence in found if sentence))


def _other(name: str, section: str) -> str:
    if section == "FROM":
        return _BASE.get(name.lower(), "It decides what FROM starts from.")
    if name.startswith("%app"):
        return "An app's files are where Apptainer has them, and `run` starts it by its name."
    return ""
