"""The verdict of the real apptainer on a definition file, and texts to ask it about."""

import random
import subprocess
from pathlib import Path

# An argument that no recipe has: apptainer reads the file whole, complains about the argument, and does nothing else.
_PROBE = "__recipec_probe__"

_LINES = (
    *("Bootstrap: docker", "bootstrap: scratch", "BOOTSTRAP:docker", "  Bootstrap: docker", "Bootstrap : docker"),
    *("From: alpine", "From: a#b", "from:", "Stage: b", "OtherURL1: x", "otherurl: x", "otherurl&n: x", "Frm: x"),
    *("Include: vim \\", "    wget", "Include: \\", "ProductPGP: a\\n\\", "Key", "# comment", "  # comment", "", "   "),
    *("%post", "%POST", "%post -c /bin/bash", "%post\t-c", "%%post", "  %post", "%", "% post", "%post:", "%post  "),
    *("%files", "%files from b", "%files  ", "%files from", "a b", '"a b" c', '"', "'", "'a b'", 'x"y z"w q'),
    *("%labels", "A b", "a=b", "%environment", "export A=1", "%help", "%arguments", "A=1", "B = {{ A }}", "nothing"),
    *("%apprun foo", "%apprun", "%apprun ", "%AppRun foo", "%appstart foo bar", "%appnope x", "%nope", "%runscript x"),
    *("    echo {{ A }}", "# {{ X }}", "#{{ A }}", 'echo "a # {{ X }}"', "{{ A.b }}", "{{{ A }}}", "{{\tA }}"),
    *("\u00a0%post", "\u00a0x", "\u0130nclude: x", "%f\u0130les", "\u2028", "\x0b", "\x1cFrom: x", "From\u2003: x"),
)
_ENDS = ("\n", "\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n")


def texts(count: int, seed: int) -> list[str]:
    """Make texts out of lines that engines read in ways of their own; the same seed gives the same texts."""
    choose = random.Random(seed)
    made = []
    for _ in range(count):
        lines = choose.choices(_LINES, k=choose.randint(0, 7))
        text = "".join(line + choose.choice(_ENDS) for line in lines)
        if choose.random() < 0.8:
            text = "Bootstrap: docker\nFrom: alpine\n" + text
        if choose.random() < 0.3:
            text += "\n%arguments\nA=x\n"
        made.append(text.removesuffix("\n") if choose.random() < 0.2 else text)
    return made


def accepts(text: str, folder: Path) -> tuple[bool, str]:
    """Ask apptainer; what it says for a reason comes along. Nothing of the text is run, fetched or written."""
    recipe = folder / "recipe.def"
    recipe.write_bytes(text.encode())
    command = ["apptainer", "-q", "build", "--build-arg", f"{_PROBE}=1", str(folder / "never.sif"), str(recipe)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    said = done.stderr + done.stdout
    if f"unused build args: {_PROBE}" in said:
        return True, ""
    refused = ("Unable to build from", "panic:")
    assert any(word in said for word in refused), said
    return False, said


def version() -> str:
    """Say which apptainer is installed."""
    done = subprocess.run(["apptainer", "version"], capture_output=True, text=True, check=False)
    return done.stdout.strip()
