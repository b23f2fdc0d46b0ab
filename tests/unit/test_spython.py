"""Programs that call spython call ``recipec.spython`` in the same way; each call is made to both."""

import importlib
import logging
from pathlib import Path
from types import SimpleNamespace

import pytest

from recipec.errors import RecipeError
from recipec.spython import DockerParser, DockerWriter, SingularityParser, SingularityWriter

DOCKERFILE = 'FROM debian:12\nENV A=1\nRUN make\nENTRYPOINT ["tool"]\nCMD ["--help"]\n'
DEFINITION = "Bootstrap: docker\nFrom: debian:12\n\n%post\n    make\n\n%runscript\n    exec tool\n"


@pytest.fixture(params=["spython", "recipec"])
def given(request: pytest.FixtureRequest) -> SimpleNamespace:
    """The names that are imported, from either package."""
    homes = {
        "spython": ("spython.main.parse.parsers", "spython.main.parse.writers"),
        "recipec": ("recipec.spython", "recipec.spython"),
    }
    parsers, writers = map(importlib.import_module, homes[request.param])
    return SimpleNamespace(
        DockerParser=parsers.DockerParser,
        SingularityParser=parsers.SingularityParser,
        DockerWriter=writers.DockerWriter,
        SingularityWriter=writers.SingularityWriter,
        get_parser=parsers.get_parser,
        get_writer=writers.get_writer,
    )


@pytest.fixture
def dockerfile(tmp_path: Path) -> str:
    path = tmp_path / "Dockerfile"
    path.write_text(DOCKERFILE)
    return str(path)


@pytest.fixture
def definition(tmp_path: Path) -> str:
    path = tmp_path / "Singularity"
    path.write_text(DEFINITION)
    return str(path)


def test_a_dockerfile_is_converted(given: SimpleNamespace, dockerfile: str) -> None:
    text = given.SingularityWriter(given.DockerParser(dockerfile).recipe).convert()

    assert "Bootstrap: docker\nFrom: debian:12\n" in text
    assert "%post\n" in text


def test_a_definition_file_is_converted(given: SimpleNamespace, definition: str) -> None:
    text = given.DockerWriter(given.SingularityParser(definition).recipe).convert()

    assert "FROM debian:12" in text
    assert "RUN make" in text


def test_an_entrypoint_is_taken_away_as_cwltool_does(given: SimpleNamespace, dockerfile: str) -> None:
    recipe = given.DockerParser(dockerfile).parse()
    recipe["spython-base"].entrypoint = ""
    text = given.SingularityWriter(recipe).convert()

    assert "tool" not in text
    assert "--help" in text


def test_a_start_is_forced_as_its_command_does(given: SimpleNamespace, dockerfile: str) -> None:
    parser, writer = given.get_parser("Docker"), given.get_writer("singularity")
    text = writer(parser(dockerfile).recipe).convert(runscript="/bin/sh", force=True)

    assert 'exec /bin/sh "$@"' in text
    assert "tool" not in text


def test_stages_have_the_same_names(given: SimpleNamespace, tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM golang AS build\nRUN make\nFROM debian:12 as last\nCOPY --from=build /a /a\n")

    assert list(given.DockerParser(str(path)).recipe) == ["build", "last"]


def test_parsers_and_writers_are_found_by_name(given: SimpleNamespace) -> None:
    for name in ("docker", "Dockerfile"):
        assert given.get_parser(name) is given.DockerParser
        assert given.get_writer(name) is given.DockerWriter
    assert given.get_parser("singularity").name == "singularity"
    assert given.get_writer("Singularity") is given.SingularityWriter
    assert given.get_parser("podman") is given.get_writer("podman") is None


def test_what_differs_is_logged_and_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text("FROM debian:12\nCMD true\nUSER nobody\n")
    writer = SingularityWriter(DockerParser(path).recipe)
    with caplog.at_level(logging.WARNING, "recipec"):
        writer.convert()

    assert "RC101" in {finding.code for finding in writer.findings}
    assert any(f"{path}:3: [RC101]" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize(
    "end", ["RUN make \\", "RUN make \\\n\n", "RUN make", "RUN cat <<EOF\n\\\nEOF", "RUN make\n# and \\"]
)
def test_a_start_is_written_behind_any_end(end: str, tmp_path: Path) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(f"FROM debian:12\n{end}")
    text = SingularityWriter(DockerParser(path).recipe).convert(runscript="tool --fast", force=True)

    assert 'exec tool --fast "$@"' in text


def test_the_start_of_a_definition_file_is_forced_too(definition: str) -> None:
    text = DockerWriter(SingularityParser(definition).recipe).convert(runscript="/bin/sh", force=True)

    assert text.endswith('\nENTRYPOINT ["/bin/sh"]\n\nCMD []\n')


def test_files_are_looked_for_beside_the_recipe(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "Dockerfile").write_text("FROM debian:12\nCOPY data /data\n")
    writer = SingularityWriter(DockerParser(tmp_path / "Dockerfile").recipe)
    writer.convert()

    assert "RC617" not in {finding.code for finding in writer.findings}


def test_what_cannot_be_done_is_an_error_and_not_silence(dockerfile: str, tmp_path: Path) -> None:
    recipe = DockerParser(dockerfile).recipe

    with pytest.raises(RecipeError, match="cannot read"):
        DockerParser(tmp_path / "nothing")
    with pytest.raises(RecipeError, match="Dockerfile already"):
        DockerWriter(recipe).convert()
    with pytest.raises(RecipeError, match="no recipe"):
        SingularityWriter({}).convert()
    with pytest.raises(AttributeError):
        recipe["spython-base"].files = []  # type: ignore[attr-defined]
