"""The manual: those who read it find nothing wrong with it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from recipec.cli import commands
from recipec.cli.manual import pages
from recipec.cli.options import Command, Example, Option
from tests.support.missing import give_up

COMMAND = Command(
    "tell",
    "[NAMES]...",
    0,
    None,
    (Option(("-n", "--number"), "How `often`.", "N", default="1"),),
    "Tell something.\n\n.names at the begin\\of a line\n",
    "Mind the noise.\n\n\b\nExit codes:\n  0  told\n",
    (Example("Tell twice.", "recipec tell -n 2 '~'"),),
)
PAGE = r"""
.SH NAME
recipec\-tell \- tell something
.SH SYNOPSIS
\fBrecipec tell\fR [OPTIONS] [NAMES]...
.SH DESCRIPTION
\&.names at the begin\eof a line
.SH OPTIONS
.TP
\fB\-n, \-\-number N\fR
How \fBoften\fR. [default: 1]
.TP
\fB\-h, \-\-help\fR
Show this help.
.SH EXAMPLES
Tell twice.
.PP
.nf
.RS 4
recipec tell \-n 2 '\(ti'
.RE
.fi
.SH EXIT STATUS
.TP
\fB0\fR
told
.SH ENVIRONMENT
"""


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        give_up(f"there is no {name} here (scripts/install-shells)")
    return found


def test_a_page_has_its_sections_in_the_order_of_manuals() -> None:
    text = pages((COMMAND,))["recipec-tell.1"]

    assert PAGE in text
    assert text.startswith(".TH RECIPEC-TELL 1 ")
    assert ".SH NOTES\nMind the noise.\n.SH SEE ALSO\n" in text


@pytest.mark.parametrize("name", pages(commands.every()))
def test_a_page_is_read_without_a_warning(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(pages(commands.every())[name])
    mandoc = subprocess.run(
        [program("mandoc"), "-Tlint", "-Wwarning", path], capture_output=True, text=True, check=False
    )
    environment = {**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8", "MANROFFOPT": "-ww"}
    man = subprocess.run(
        [program("man"), "--warnings", "-l", path], env=environment, capture_output=True, text=True, check=False
    )

    # No page has a date: it would be another one each day.
    assert [line for line in mandoc.stdout.splitlines() if "missing date" not in line] == []
    assert (man.returncode, man.stderr) == (0, "")


@pytest.mark.parametrize("command", commands.every(), ids=lambda one: one.name)
def test_a_page_shows_every_option(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "page.1"
    path.write_text(pages(commands.every())[f"recipec-{command.name}.1"])
    shown = subprocess.run([program("mandoc"), "-Tutf8", path], capture_output=True, text=True, check=True).stdout
    plain = re.sub(".\b", "", shown)

    assert [name for option in command.options for name in option.names if name not in plain] == []
    assert all(example.line.split()[1] in plain for example in command.examples)
