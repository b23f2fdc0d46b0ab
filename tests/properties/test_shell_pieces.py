"""The lines of a script, run for real: they must do under ``sh -e`` what the script does without it."""

import random
import subprocess
from shutil import which

import pytest

from recipec.shell.render import indent
from recipec.shell.script import parse
from recipec.shell.split import pieces
from recipec.shell.state import left_behind

SHELLS = [shell for shell in (("dash",), ("bash", "--posix"), ("busybox", "sh")) if which(shell[0])]
# What follows must be reached exactly when the script succeeds.
REACHED = "\nprintf 'reached\\n'\n"


class Writer:
    """Writes harmless scripts: every command says that it ran."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0
        self.in_function = False  # a function that calls itself would not end

    def simple(self) -> str:
        self.count += 1
        return self.random.choice(
            (
                f"echo {self.count}",
                f"printf 'p{self.count}\\n'",
                "true",
                "false",
                ":",
                f"test {self.random.choice('01')} = 1",
                f"[ {self.random.choice('01')} = 1 ]",
                f"A={self.count}",
                f"A=$(echo {self.count}; false)",
                f'A="$(false; echo {self.count})"',
                f"echo x$(false && echo {self.count})$A",
                f"export B={self.count}",
                "g" if self.in_function else "f",
                f"exit {self.random.choice('012')}",
                "cd /nonexistent",
                "cat /dev/null",
                "echo y > /nonexistent/y",
                "set -e",
                "set -x",
                f"sh -c 'echo s{self.count}; exit {self.random.choice('01')}'",
            )
        )

    def command(self, depth: int) -> str:
        if depth <= 0 or self.random.random() < 0.5:
            return self.simple()
        inner = self.statements
        kind = self.random.randrange(11)
        if kind == 0:
            return f"( {inner(depth - 1)} )"
        if kind == 1:
            return "{ " + inner(depth - 1) + "; }"
        if kind == 2:
            return f"if {inner(depth - 1)}; then {inner(depth - 1)}; fi"
        if kind == 3:
            return f"if {inner(depth - 1)}; then {inner(depth - 1)}; else {inner(depth - 1)}; fi"
        if kind == 4:
            return f"for i in 1 2; do {inner(depth - 1)}; done"
        if kind == 5:
            return f"case {self.random.choice('ab')} in a) {inner(depth - 1)};; *) {inner(depth - 1)};; esac"
        if kind == 6:
            return f"{self.command(depth - 1)} | cat"
        if kind == 7:
            return f"while {inner(depth - 1)}; do {inner(depth - 1)}; break; done"
        if kind == 8:
            outside, self.in_function = self.in_function, True
            body = inner(depth - 1)
            self.in_function = outside
            return "g() { false; }" if outside else "f() { " + body + "; }"
        if kind == 9:
            return f"{self.command(depth - 1)} | {self.command(depth - 1)} | cat"
        return f"! {self.command(depth - 1)}"

    def chain(self, depth: int) -> str:
        text = self.command(depth)
        while self.random.random() < 0.5:
            text += self.random.choice((" && ", " && ", " || ")) + self.command(depth)
        return text

    def statements(self, depth: int) -> str:
        count = self.random.choice((1, 1, 1, 2, 3))
        return "; ".join(self.chain(depth) for _ in range(count))

    def script(self) -> str:
        return self.random.choice(("", "", "set -e; ", "set -ex && ", "f() { echo f; }; ")) + self.statements(3)


def run(shell: tuple[str, ...], *arguments: str) -> tuple[str, bool]:
    done = subprocess.run([*shell, *arguments], capture_output=True, text=True, check=False, timeout=20)
    return done.stdout, done.returncode == 0


def differs(shell: tuple[str, ...], script: str, lines: tuple[str, ...]) -> str:
    """Say how a script and its lines differ; empty when they do not."""
    wanted, wanted_status = run(shell, "-c", script)
    text = "\n".join(lines)
    if left_behind(parse(script)).ends:
        text = "(\n" + indent(text, "  ") + "\n)"
    got, got_status = run(shell, "-ec", "set +x\n" + text + "\nset +x" + REACHED)
    if wanted_status:
        wanted += "reached\n"
    if (wanted, wanted_status) != (got, got_status):
        return f"{shell[0]}\n{script}\n--- as lines\n{text}\n--- wanted\n{wanted}--- got\n{got}"
    return ""


@pytest.mark.parametrize("block", range(8))
def test_lines_do_what_the_script_does(block: int) -> None:
    told = 0
    for seed in range(block * 60, block * 60 + 60):
        script = Writer(seed).script()
        lines = pieces(parse(script))
        if lines is None:
            continue
        told += 1
        for shell in SHELLS:
            assert not differs(shell, script, lines)

    assert told > 3
