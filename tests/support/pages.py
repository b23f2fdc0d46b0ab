"""Pages of the documentation: their blocks, the files among these, and what their commands say.

A block with `title="NAME"` behind its language is the file of that name. The commands of a page run in a folder that
holds these files; where there are none, in a copy of `fixtures/examples`. In a `console` block `$ cat FILE` shows a
file that is there, unless a command before it wrote it, and a line `...` stands for any lines.
"""

import os
import re
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "fixtures" / "examples"

# What console blocks may start: what is there on every machine, and harms none.
PROGRAMS = frozenset("cat diff grep ls mkdir printf python recipec test".split())

_FENCE = re.compile(r'(?ms)^```(?P<language>[\w-]*)(?: title="(?P<title>[^"]+)")?\n(?P<body>.*?)^```$')
_COMMAND = re.compile(r"(?m)^\$ (?P<command>(?:.*\\\n)*.*)\n(?P<shown>(?:(?!\$ ).*\n)*)")
_MADE = re.compile(
    r"(?ms)^<!-- convert (?P<words>[^\n]*): generated -->\n(?P<body>.*?)^<!-- convert (?P=words): end -->$"
)


class Block(NamedTuple):
    """A fenced block. ``title`` is the name of the file that it is; empty: it is none."""

    language: str
    title: str
    body: str


class Page(NamedTuple):
    """A page under the path by which tests call it."""

    name: str
    text: str

    @classmethod
    def read(cls, path: Path) -> "Page":
        return cls(path.relative_to(ROOT).as_posix(), path.read_text())

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(Block(one["language"], one["title"] or "", one["body"]) for one in _FENCE.finditer(self.text))

    @property
    def files(self) -> dict[str, str]:
        """The files that the page shows, but for those that recipec writes."""
        return {one.title: one.body for one in Page("", _MADE.sub("", self.text)).blocks if one.title}

    @property
    def shown(self) -> dict[str, str]:
        """The files that `$ cat FILE` shows, but for those that a command has written."""
        found: dict[str, str] = {}
        consoles = "".join(block.body for block in self.blocks if block.language == "console")
        written: set[str] = set()
        for one in _COMMAND.finditer(consoles):
            program, *words = one["command"].split()
            if program == "cat" and len(words) == 1 and words[0] not in written:
                found.setdefault(words[0], one["shown"].rstrip("\n") + "\n")
            written |= {after for before, after in pairwise(words) if before in ("-o", "--output", ">")}
        return found

    @property
    def conversions(self) -> dict[str, str]:
        """The definition files and Dockerfiles that recipec writes into the page, by their names."""
        made = "".join(one["body"] for one in _MADE.finditer(self.text))
        return {one.title: one.body for one in Page("", made).blocks if one.title}

    def furnish(self, folder: Path) -> None:
        """Make a folder that the commands of the page can run in."""
        if not self.files:
            shutil.copytree(EXAMPLES, folder, dirs_exist_ok=True)
        for name, text in {**self.shown, **self.files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o755 if text.startswith("#!") else 0o644)

    def played(self, folder: Path) -> str:
        """Give the text of the page with what its commands say and write today."""
        text = _MADE.sub(lambda one: _converted(one, folder), self.text)
        return _FENCE.sub(lambda one: _console(one, folder) if one["language"] == "console" else one[0], text)


def pages() -> tuple[Page, ...]:
    """Give all pages but those of rules, which are generated and have tests of their own."""
    found = (path for path in sorted(DOCS.rglob("*.md")) if DOCS / "rules" not in path.parents)
    return tuple(map(Page.read, (ROOT / "README.md", *found)))


class Said(NamedTuple):
    """How a command ended, and what was seen of it."""

    code: int
    text: str


def run(command: str, folder: Path) -> Said:
    """Run a line of a page in a folder, as its reader would."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env={**_environment(), "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Said(done.returncode, done.stdout)


def _environment() -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in ("COLUMNS", "CLICOLOR_FORCE", "FORCE_COLOR")
    }
    return {**kept, "NO_COLOR": "1"}


def _converted(match: "re.Match[str]", folder: Path) -> str:
    """Write a part that `recipec convert` makes: the output, and what it says."""
    words = match["words"]
    output = words.rpartition(" -o ")[2]
    said = run(f"recipec convert {words} --force --output-format concise", folder)
    assert said.code == 0, said.text
    language = "dockerfile" if output.startswith("Dockerfile") else "singularity"
    made = f'`recipec convert {words}`:\n\n```{language} title="{output}"\n{(folder / output).read_text()}```\n'
    if said.text:
        made += f"\n```text\n{said.text}```\n"
    return f"<!-- convert {words}: generated -->\n{made}<!-- convert {words}: end -->"


def _console(match: "re.Match[str]", folder: Path) -> str:
    said = "".join(_shown(one["command"], one["shown"], folder) for one in _COMMAND.finditer(match["body"]))
    return f"```console\n{said}```"


def _shown(command: str, shown: str, folder: Path) -> str:
    """Give a command with what it says, if the page shows that; without, it has to end well."""
    program = command.split(maxsplit=1)[0]
    assert program in PROGRAMS, f"{command}: a `console` block cannot start this, a `bash` block need not"
    said = run(command, folder)
    if not shown.strip():
        assert said.code == 0, f"{command}: {said.text}"
        return f"$ {command}\n{shown}"
    pattern = "\n".join(".*" if line == "..." else re.escape(line) for line in shown.rstrip("\n").split("\n"))
    if re.fullmatch(pattern, said.text.rstrip("\n"), re.DOTALL):
        return f"$ {command}\n{shown}"
    blank = shown[len(shown.rstrip("\n")) + 1 :]
    return f"$ {command}\n{said.text.rstrip(chr(10))}\n{blank}"
