"""A build on values: what is made, by which commands, where files go, and which roads there are."""

import os
import shlex
from collections.abc import Mapping
from pathlib import Path

import pytest

from recipec.cli import drafts, main
from recipec.engines.apptainer import row
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.ir.options import BuildMode
from recipec.workshop.orders import Bench, Order, orders
from recipec.workshop.output import Kind, Output, chosen
from recipec.workshop.proof import Piece
from recipec.workshop.roads import Situation, roads
from recipec.workshop.storage import Storage, storage


@pytest.mark.parametrize(
    ("file", "kind", "format_"),
    [
        ("a.sif", Kind.SIF, Format.DEFINITION),
        ("a.tar", Kind.DOCKER_ARCHIVE, Format.DOCKERFILE),
        ("a.oci.tar", Kind.OCI_ARCHIVE, Format.DOCKERFILE),
    ],
)
def test_the_name_of_an_output_says_what_it_is(file: str, kind: Kind, format_: Format) -> None:
    made = chosen(file, None, None)

    assert (made.kind, made.format) == (kind, format_)
    assert Path(made.draft).name.startswith(".recipec-")
    assert Path(made.draft).suffixes == Path(file).suffixes


@pytest.mark.parametrize("given", [(None, None, None), ("a.sif", "b", None), ("a.txt", None, None), ("a", None, None)])
def test_an_output_has_to_be_said_once_and_plainly(given: tuple[str | None, str | None, str | None]) -> None:
    with pytest.raises(RecipeError):
        chosen(*given)


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, Storage(None)),
        ({"TMPDIR": "/t"}, Storage(None)),
        ({"TMPDIR": "/t", "PBS_JOBID": "1"}, Storage("/t", "/t/apptainer-cache")),
        ({"TMPDIR": "/t", "SLURM_TMPDIR": "/local", "SLURM_JOB_ID": "1"}, Storage("/local", "/local/apptainer-cache")),
        ({"SLURM_TMPDIR": "/local", "APPTAINER_TMPDIR": "/mine"}, Storage("/mine", "/local/apptainer-cache")),
        ({"SLURM_TMPDIR": "/local", "SINGULARITY_CACHEDIR": "/mine"}, Storage("/local")),
        ({"APPTAINER_TMPDIR": "/a", "SINGULARITY_TMPDIR": "/s"}, Storage("/a")),
    ],
)
def test_files_go_where_the_engine_is_told_else_to_the_node(environment: Mapping[str, str], wanted: Storage) -> None:
    assert storage(environment) == wanted


@pytest.fixture
def piece(tmp_path: Path) -> Piece:
    (tmp_path / "tool.def").write_text("Bootstrap: docker\nFrom: {{ BASE }}\n")
    return Piece(tmp_path / "tool.def", Format.DEFINITION, tmp_path, {"BASE": "a,b", "OTHER": "c"})


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench("apptainer", BuildMode.FAKEROOT, tmp_path / "work", tmp_path / "run", passed=("--nv",))


def test_an_order_to_apptainer_has_the_mode_and_what_was_passed(piece: Piece, bench: Bench, tmp_path: Path) -> None:
    made = Output(Kind.SIF, str(tmp_path / "a.sif"))
    (order,) = orders(piece, made, bench)

    assert order == Order(
        ("apptainer", "build", "--fakeroot", "--build-arg", '"BASE=a,b"', "--nv", made.draft, str(piece.recipe)),
        tmp_path,
        {"APPTAINER_TMPDIR": str(tmp_path / "work")},
    )


def test_singularity_has_variables_of_its_own(piece: Piece, bench: Bench, tmp_path: Path) -> None:
    own = bench._replace(program="singularity", mode=BuildMode.ROOT, cache="/local/cache", is_insecure=True)
    (order,) = orders(piece, Output(Kind.SANDBOX, str(tmp_path / "a")), own)

    assert order.words[:4] == ("singularity", "build", "--sandbox", "--no-https")
    assert order.environment == {"SINGULARITY_TMPDIR": str(bench.work), "SINGULARITY_CACHEDIR": "/local/cache"}


def test_each_engine_writes_archives_in_its_own_way(piece: Piece, bench: Bench, tmp_path: Path) -> None:
    docker = Output(Kind.DOCKER_ARCHIVE, str(tmp_path / "My tool.tar"))
    oci = Output(Kind.OCI_ARCHIVE, str(tmp_path / "a.oci.tar"))

    def said(program: str, made: Output) -> list[str]:
        return [" ".join(order.words) for order in orders(piece, made, bench._replace(program=program))]

    name = "localhost/my-tool:latest"
    assert said("buildah", docker)[1].endswith(f"push {name} docker-archive:{Path(docker.draft).name}:{name}")
    assert said("podman", docker)[1].endswith(f"save --format docker-archive --output {Path(docker.draft).name} {name}")
    assert said("podman", oci)[1].endswith(
        f"save --format oci-archive --output {Path(oci.draft).name} localhost/a:latest"
    )
    own = said("docker", docker)[2].removeprefix("docker image rm ")
    assert said("docker", docker)[1] == f"docker save --output {Path(docker.draft).name} {own}"
    assert own.startswith(name.removesuffix("latest"))
    assert own != name, "the user's own image of that name would go"
    arguments = "--build-arg BASE=a,b --build-arg OTHER=c --nv"
    sources = f"--file {piece.recipe} {tmp_path}"
    built = f"--output type=oci,dest={Path(oci.draft).name} {sources}"
    assert said("docker", oci) == [f"docker buildx build {arguments} {built}"]
    assert "--format docker" in said("buildah", docker)[0]
    assert "--format" not in said("docker", docker)[0]


@pytest.mark.parametrize("program", ["buildah", "podman", "docker"])
@pytest.mark.parametrize("name", ["a:b,c.tar", "a:b,c.oci.tar"])
def test_no_engine_sees_a_colon_or_a_comma_in_the_path_of_an_archive(
    program: str, name: str, piece: Piece, bench: Bench, tmp_path: Path
) -> None:
    folder = tmp_path / "x:y,z"
    made = chosen(str(folder / name), None, None)
    writing = [
        order
        for order in orders(piece, made, bench._replace(program=program))
        if Path(made.draft).name in " ".join(order.words)
    ]

    assert [order.directory for order in writing] == [folder]
    assert "x:y,z" not in " ".join(writing[0].words)
    assert not {*":,"} & {*Path(made.draft).name}


@pytest.mark.parametrize(("program", "shown"), [("buildah", '"{}"'), ("podman", '"{}"'), ("docker", "{}")])
def test_a_comma_in_the_name_of_a_recipe_separates_nothing(
    program: str, shown: str, piece: Piece, bench: Bench, tmp_path: Path
) -> None:
    recipe = tmp_path / "a,b.Dockerfile"
    order = orders(piece._replace(recipe=recipe), Output(Kind.STORED, "me/a"), bench._replace(program=program))[0]

    assert order.words[order.words.index("--file") + 1] == shown.format(recipe)


def test_a_stored_image_has_the_name_that_was_given(piece: Piece, bench: Bench) -> None:
    (order,) = orders(piece, Output(Kind.STORED, "me/tool:1"), bench._replace(program="podman"))

    assert order.words[:2] == ("podman", "build")
    assert order.words[-5:] == ("--tag", "me/tool:1", "--file", str(piece.recipe), str(piece.context))


def test_a_build_argument_is_written_as_a_row_where_it_has_to_be() -> None:
    assert row("A", "b c") == "A=b c"
    assert row("A", 'b "c", d') == '"A=b ""c"", d"'


def test_roads_that_begin_here_come_first() -> None:
    here = Situation("Dockerfile", Format.DOCKERFILE, "out/image.sif")
    assert [road.is_open for road in roads(here)] == [False, False]
    with_docker = roads(here._replace(docker="podman"))
    assert [road.is_open for road in with_docker] == [True, True, False]
    assert with_docker[0].commands[-1] == "ssh CLUSTER 'apptainer build out/image.sif docker-archive:image.tar'"
    with_both = roads(here._replace(docker="podman", engine="apptainer"))
    assert with_both[0].commands[-1] == "apptainer build out/image.sif docker-archive:image.tar"


def test_a_name_in_a_command_stays_a_name() -> None:
    name = "a $(touch b); c"
    here = Situation(f"{name}.def", Format.DEFINITION, f"{name}.sif", docker="podman")

    for command in (command for road in roads(here) for command in road.commands):
        words = shlex.split(command)
        words = shlex.split(words[-1]) if words[0] == "ssh" else words
        assert any(name in word for word in words)


def test_a_draft_has_a_name_that_nobody_knows_before() -> None:
    made = Output(Kind.SIF, "out/a.sif")

    assert made.draft == made.draft
    assert str(os.getpid()) not in made.draft


def test_a_remote_builder_is_singularitys_alone() -> None:
    here = Situation("tool.def", Format.DEFINITION, "tool.sif", engine="singularity", is_apptainer=False)

    def remote(situation: Situation) -> list[str]:
        return [one for road in roads(situation) for one in road.commands if "--remote" in one]

    assert remote(here) == ["singularity build --remote tool.sif tool.def"]
    assert remote(here._replace(is_apptainer=True)) == []


def test_an_output_is_not_put_where_it_does_harm(tmp_path: Path) -> None:
    (tmp_path / "file.sif").write_text("")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine").write_text("")

    def refusal(made: Output, recipe: str | None = None) -> str:
        with pytest.raises(RecipeError) as refused:
            drafts.check(made, recipe=recipe, force=True)
        return refused.value.message

    assert "no sandbox" in refusal(Output(Kind.SANDBOX, str(tmp_path / "folder")))
    assert "no directory" in refusal(Output(Kind.SANDBOX, str(tmp_path / "file.sif")))
    assert "is there, and a directory" in refusal(Output(Kind.SIF, str(tmp_path / "folder")))
    assert "is the input" in refusal(Output(Kind.SIF, str(tmp_path / "file.sif")), str(tmp_path / "file.sif"))
    assert "there is no directory" in refusal(Output(Kind.SIF, str(tmp_path / "none" / "a.sif")))


def test_a_draft_becomes_the_output_and_what_is_left_of_one_goes(tmp_path: Path) -> None:
    made = Output(Kind.SIF, str(tmp_path / "a.sif"))
    Path(made.draft).write_text("new")
    drafts.settle(made, force=False)
    assert Path(made.name).read_text() == "new"
    Path(made.draft).write_text("newer")
    with pytest.raises(RecipeError, match="exists"):
        drafts.settle(made, force=False)
    drafts.drop(made)
    assert [path.name for path in tmp_path.iterdir()] == ["a.sif"]

    sandbox = Output(Kind.SANDBOX, str(tmp_path / "box"))
    for text in ("old", "new"):
        Path(sandbox.draft).mkdir()
        (Path(sandbox.draft) / "file").write_text(text)
        drafts.settle(sandbox, force=True)
    assert (tmp_path / "box" / "file").read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.sif", "box"]


@pytest.mark.parametrize(
    "words",
    [
        ["Dockerfile"],
        ["Dockerfile", "-o", "a.txt"],
        ["Dockerfile", "-o", "none/a.sif"],
        ["nothing.def", "-o", "a.sif"],
        ["empty.def", "-o", "a.sif"],
        [".", "-o", "a.sif"],
        ["Dockerfile", "--tag", ""],
        ["Dockerfile", "--sandbox", "/"],
        ["Dockerfile", "-o", "a.sif", "--target", "docker"],
        ["Dockerfile", "-o", "a.tar", "--target", "apptainer-1.4"],
        ["Dockerfile", "-o", "a.tar", "--build-mode", "userns"],
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("Dockerfile").write_text("FROM a\n")
    Path("empty.def").write_text("\n")

    assert main(["build", *words]) == 2
    assert capsys.readouterr().err.startswith("error: ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["Dockerfile", "empty.def"]
