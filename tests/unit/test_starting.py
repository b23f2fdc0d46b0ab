"""What starts when an image runs is told word for word, and the files that it runs are found in the context."""

from pathlib import Path

import pytest

from recipec.checks.lint import read
from recipec.checks.recipe import Recipe
from recipec.checks.settings import Settings
from recipec.checks.starting import files, start
from recipec.context import Directory
from recipec.format import Format
from recipec.source import Source
from recipec.target import APPTAINER_1_4


def recipe(text: str, folder: Path | None = None) -> Recipe:
    written_in = Format.DOCKERFILE if text.startswith("FROM") else Format.DEFINITION
    context = None if folder is None else Directory(folder)
    return read(Source(text), written_in, APPTAINER_1_4, Settings(), context)[0]


@pytest.mark.parametrize(
    ("text", "words", "main"),
    [
        ('FROM a\nENTRYPOINT ["tini", "-s", "--", "b"]\nCMD ["c d"]\n', ["tini", "-s", "--", "b", "c d"], ["b", "c d"]),
        ('FROM a\nCMD ["c"]\nENTRYPOINT b $X\n', ["b", "$X"], ["b", "$X"]),
        ('FROM a\nCMD ["c"]\nCMD cd /x && exec python "m.py"\n', ["python", "m.py"], ["python", "m.py"]),
        ('FROM a AS b\nCMD ["c"]\nFROM b\nENTRYPOINT ["e"]\n', ["e"], ["e"]),
        ("FROM a\n", [], []),
        ('Bootstrap: docker\nFrom: a\n%runscript\n    cd /x\n    exec dumb-init -- b "$@"\n', None, ["b", '"$@"']),
    ],
)
def test_the_words_are_those_of_the_command(text: str, words: list[str] | None, main: list[str]) -> None:
    one = recipe(text)
    found = start(one)

    assert words is None or [word.text for word in found.words] == words
    assert [word.text for word in found.main] == main
    assert all(text[slice(*word.span)].strip('"') in (word.text.strip('"'), word.text) for word in found.words)


@pytest.mark.parametrize(
    ("text", "path", "source", "is_executed"),
    [
        ('FROM a\nCOPY run.sh /opt/\nENTRYPOINT ["/opt/run.sh"]\n', "/opt/run.sh", "run.sh", True),
        ('FROM a\nWORKDIR /w\nCOPY . .\nENTRYPOINT ["tini", "./run.sh"]\n', "/w/run.sh", "run.sh", True),
        ("FROM a\nWORKDIR /w\nCOPY sub /w/\nCMD bash -x inner.sh\n", "/w/inner.sh", "sub/inner.sh", False),
        ('FROM a\nCOPY *.sh /usr/local/bin/\nCMD ["run.sh"]\n', "/usr/local/bin/run.sh", "run.sh", True),
        ('FROM a AS b\nCOPY run.sh /x\nFROM a\nCOPY --from=b /x /y\nCMD ["/y"]\n', "/y", "run.sh", True),
        ('FROM a\nCOPY run.sh /x\nCMD ["sh", "-c", "exec /x 1"]\n', "/x", "run.sh", True),
        (
            'Bootstrap: docker\nFrom: a\n%files\n    sub /opt\n%runscript\n    exec /opt/sub/inner.sh "$@"\n',
            "/opt/sub/inner.sh",
            "sub/inner.sh",
            True,
        ),
    ],
)
def test_files_are_found_in_the_context(text: str, path: str, source: str, is_executed: bool, tmp_path: Path) -> None:
    (tmp_path / "run.sh").touch()
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "inner.sh").touch()
    one = recipe(text, tmp_path)

    assert [(each.path, each.brought.source, each.is_executed) for each in files(one)] == [(path, source, is_executed)]


def test_nothing_is_found_where_nothing_is_copied(tmp_path: Path) -> None:
    (tmp_path / "run.sh").touch()
    one = recipe('FROM a\nCOPY run.sh /opt/\nCMD ["/usr/bin/run.sh"]\n', tmp_path)

    assert list(files(one)) == []
