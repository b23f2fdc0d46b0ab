"""Sites: what a description may say, and what follows from it for checking and converting."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from recipec.checks.settings import Settings
from recipec.cli import main, site_files
from recipec.cli.config import Configs
from recipec.errors import RecipeError
from recipec.ir.options import BuildMode
from recipec.sites.reading import KEYS, read_site
from recipec.sites.site import Bind, Scheduler, Site
from recipec.target import APPTAINER_1, APPTAINER_1_4, SINGULARITY_2_6, SINGULARITY_3, SINGULARITYCE_4, of_version
from tests.support.lint_command import GOOD

PAGE = (Path(__file__).parents[2] / "docs" / "sites.md").read_text()
WHOLE: dict[str, object] = {
    "title": "Ours",
    "engine": "apptainer",
    "version": "1.4.5",
    "program": "/opt/bin/apptainer",
    "root": False,
    "fakeroot": True,
    "user-namespaces": True,
    "builds-on-login-nodes": False,
    "network-on-compute-nodes": False,
    "home": True,
    "binds": ["/scratch", "$PROJECT:/project"],
    "mount-points": ["/dataset"],
    "scheduler": "slurm",
    "partition": "gpu",
    "account": "ours",
    "margin": 120,
    "node-local": "$SLURM_TMPDIR",
    "modules": ["apptainer/1.4"],
    "gpu-flag": "--nv",
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_site_says_all_that_its_table_says() -> None:
    site = read_site(WHOLE, "ours")

    assert set(WHOLE) == set(KEYS)
    assert site == Site(
        "ours",
        "Ours",
        "apptainer",
        "1.4.5",
        "/opt/bin/apptainer",
        root=False,
        fakeroot=True,
        user_namespaces=True,
        builds_on_login_nodes=False,
        network_on_compute_nodes=False,
        home=True,
        binds=(Bind("/scratch", "/scratch"), Bind("$PROJECT", "/project")),
        mount_points=("/dataset",),
        scheduler=Scheduler.SLURM,
        partition="gpu",
        account="ours",
        margin=120,
        node_local="$SLURM_TMPDIR",
        modules=("apptainer/1.4",),
        gpu_flag="--nv",
    )
    assert site.target is APPTAINER_1_4
    assert site.build_mode is BuildMode.FAKEROOT


@pytest.mark.parametrize(
    ("table", "message", "help_"),
    [
        ({"mount-point": ["/a"]}, "a site has no key `mount-point`", "did you mean `mount-points`?"),
        ({"engine": "aptainer"}, "`aptainer` is no engine", "did you mean `apptainer`?"),
        ({"scheduler": "slrum"}, "`slrum` is no scheduler", "did you mean `slurm`?"),
        ({"scheduler": "sge"}, "`sge` is no scheduler", "one of `slurm`, `pbs`"),
        ({"gpu-flag": "nv"}, "`nv` is no gpu-flag", "did you mean `--nv`?"),
        ({"version": "1.4"}, "the version `1.4` is of no engine", "add `engine`"),
        ({"engine": "apptainer", "version": 1.4}, "`version` is a text", 'version = "1.4"'),
        ({"engine": "apptainer", "version": "new"}, "`new` is no version of `apptainer`", "such as `1.4.5`"),
        ({"root": "no"}, "`root` is true or false", ""),
        ({"margin": "2m"}, "`margin` is a number of seconds", "margin = 120"),
        ({"margin": True}, "`margin` is a number of seconds", "margin = 120"),
        ({"margin": 0}, "`margin` is a number of seconds", "margin = 120"),
        ({"modules": "apptainer"}, "`modules` is a list of texts", 'modules = ["..."]'),
        ({"modules": ["a\nb"]}, "`modules` is empty, or has control characters in it", ""),
        ({"partition": ""}, "`partition` is empty, or has control characters in it", ""),
        ({"mount-points": ["data"]}, "the mount point `data` does not begin with `/`", "write `/data`"),
        ({"binds": ["$SCRATCH"]}, "`$SCRATCH` does not say where containers have it", "write `$SCRATCH:/PATH`"),
        ({"binds": ["data:/data"]}, "`data:/data` is no bind", "HOST:/PATH"),
        ({"binds": ["/data:data"]}, "`/data:data` is no bind", "HOST:/PATH"),
        ({"node-local": "tmp"}, "`tmp` is no node-local directory", "$SLURM_TMPDIR"),
    ],
)
def test_a_mistake_in_a_table_is_told(table: dict[str, object], message: str, help_: str) -> None:
    with pytest.raises(RecipeError) as told:
        read_site(table, "ours")

    assert told.value.message == message
    assert help_ in (told.value.help or "")


@pytest.mark.parametrize(
    ("engine", "version", "target"),
    [
        ("apptainer", "1.4.5", APPTAINER_1_4),
        ("apptainer", "2.0", APPTAINER_1_4),
        ("apptainer", "1.3.6", APPTAINER_1),
        ("apptainer", None, APPTAINER_1),
        ("singularity", "2.6.1", SINGULARITY_2_6),
        ("singularity", "3.8.7", SINGULARITY_3),
        ("singularity", "3", SINGULARITY_3),
        ("singularity", None, SINGULARITY_3),
        ("singularityce", "3.11", SINGULARITY_3),
        ("singularityce", "4.3.2", SINGULARITYCE_4),
    ],
)
def test_a_version_of_an_engine_has_its_target(engine: str, version: str | None, target: object) -> None:
    assert of_version(engine, version) is target


@pytest.mark.parametrize(
    ("said", "mode", "builds_nothing"),
    [
        ({"root": True}, BuildMode.ROOT, False),
        ({"root": False}, None, False),
        ({"root": False, "fakeroot": True}, BuildMode.FAKEROOT, False),
        ({"root": False, "fakeroot": False, "user-namespaces": True}, BuildMode.USERNS, False),
        ({"root": False, "fakeroot": False, "user-namespaces": False}, None, True),
    ],
)
def test_how_a_site_builds_follows_from_what_it_allows(
    said: dict[str, object], mode: BuildMode | None, builds_nothing: bool
) -> None:
    site = read_site(said, "ours")

    assert site.build_mode is mode
    assert site.builds_nothing is builds_nothing


@pytest.mark.parametrize("name", site_files.names())
def test_an_example_is_a_site(name: str) -> None:
    site = site_files.find(name)

    assert site.name == name
    assert site.title
    assert site.target is not None


def test_what_is_said_otherwise_wins_over_the_site() -> None:
    site = site_files.find("mila")._replace(user_namespaces=True)

    asked = Settings().at(site)
    decided = Settings("apptainer-1.4", BuildMode.ROOT, ("/scratch",)).at(site)

    assert asked[:3] == ("singularity-3.x", BuildMode.USERNS, ("/dataset", "/tmp_log", "/final_log"))
    assert decided[:3] == ("apptainer-1.4", BuildMode.ROOT, ("/scratch",))
    assert asked.site == decided.site == site


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pyproject.toml", '[tool.recipec.site]\nengine = "apptainer"\nmount-points = ["/dataset"]\n'),
        ("recipec.toml", '[site]\nengine = "apptainer"\nmount-points = ["/dataset"]\n'),
        ("recipec.toml", 'site = "sites/ours.toml"\n'),
    ],
)
def test_a_configuration_describes_a_site_or_names_one(name: str, text: str, here: Path) -> None:
    (here / "sites").mkdir()
    (here / "sites" / "ours.toml").write_text('engine = "apptainer"\nmount-points = ["/dataset"]\n')
    (here / "below").mkdir()
    (here / name).write_text(text)

    settings = Configs({}).of("below").settings

    assert settings.target == "apptainer-1.x"
    assert settings.mount_points == ("/dataset",)
    assert Configs({"site": ("mila",)}).of("below").settings.mount_points[1:] == ("/tmp_log", "/final_log")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[site]\nrooot = true\n", "did you mean `root`?"),
        ('site = "mlia"\n', "did you mean `mila`?"),
        ("site = 3\n", "`site` is a table that describes one, or a name"),
        ('site = "absent.toml"\n', "cannot read"),
    ],
)
def test_a_mistake_in_a_configuration_is_told(text: str, told: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text(GOOD)
    Path("recipec.toml").write_text(text)

    assert main(["lint", "a.def"]) == 2
    err = capsys.readouterr().err
    assert told in err
    assert "recipec.toml`" in err


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("mlia", "did you mean `mila`?"),
        ("nowhere", "one that `recipec site` lists"),
        ("./nowhere", "cannot read `./nowhere`: no such file or directory"),
        (".", "is a directory"),
        ("binary.toml", "is no TOML"),
        ("broken.toml", "is no TOML"),
    ],
)
@pytest.mark.parametrize("command", [("site",), ("lint", "a.def", "--site"), ("convert", "Dockerfile", "--site")])
def test_a_site_that_is_none_is_told(
    command: tuple[str, ...], word: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.def").write_text(GOOD)
    Path("Dockerfile").write_text("FROM debian:12\n")
    Path("binary.toml").write_bytes(b"\xff\xfe\x00")
    Path("broken.toml").write_text("root = \n")

    assert main([*command, word]) == 2
    assert told in capsys.readouterr().err


def test_a_dockerfile_is_converted_for_the_site(capsys: pytest.CaptureFixture[str]) -> None:
    Path("Dockerfile").write_text("FROM debian:12\nARG V=1\nRUN echo $V\n")

    assert main(["convert", "Dockerfile", "--site", "mila"]) == 0
    of_site = capsys.readouterr()
    assert main(["convert", "Dockerfile", "--site", "mila", "--target", "apptainer-1.4", "--mount-points", "/x"]) == 0
    decided = capsys.readouterr()

    assert "mkdir -p /dataset /tmp_log /final_log" in of_site.out
    assert "`singularity-3.x` has no build arguments" in of_site.err
    assert "mkdir -p /x\n" in decided.out
    assert "has no build arguments" not in decided.err


def test_what_the_site_decides_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("Dockerfile").write_text("FROM debian:12\n")
    Path("ours.toml").write_text('engine = "singularity"\nuser-namespaces = true\n')

    assert main(["convert", "Dockerfile", "--site", "ours.toml", "-v"]) == 0
    told = capsys.readouterr().err
    assert "it is written for singularity-3.x: the site `ours` says so\n" in told
    assert "it is built with --build-mode userns: the site `ours` says so\n" in told
    assert main(["convert", "Dockerfile", "--site", "ours.toml", "-v", "--target", "apptainer-1.4"]) == 0
    assert "it is written for apptainer-1.4: the command line says so\n" in capsys.readouterr().err


def test_a_definition_file_becomes_a_dockerfile_whatever_the_site(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.def").write_text("Bootstrap: docker\nFrom: debian:12\n")

    assert main(["convert", "a.def", "--site", "mila"]) == 0
    assert capsys.readouterr().out == "FROM debian:12\n"


def test_the_command_lists_and_shows_sites(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["site"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(site_files.names())

    assert main(["site", "mila"]) == 0
    assert "mount points     /dataset, /tmp_log, /final_log\n" in capsys.readouterr().out

    assert main(["site", "pbs-2", "--output-format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["target"] == "singularity-2.6"

    assert main(["site", "saga", "--output-format", "toml"]) == 0
    Path("ours.toml").write_text(capsys.readouterr().out)
    assert main(["site", "ours.toml"]) == 0
    assert "nowhere on the site" in capsys.readouterr().out

    assert main(["site", "--output-format", "toml"]) == 2
    assert "TOML describes one site" in capsys.readouterr().err


def block(language: str) -> str:
    found = re.search(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def test_the_description_of_the_page_is_one() -> None:
    Path("recipec.toml").write_text(block("toml"))
    site = Configs({}).of(".").settings.site

    assert site is not None
    assert site.build_mode is BuildMode.USERNS
    assert [key for key in KEYS if f"`{key}`" not in PAGE] == []


def test_the_commands_of_the_page_run() -> None:
    Path("Dockerfile").write_text("FROM debian:12\n")
    Path("cluster.toml").write_text("root = false\n")
    Path("recipec.toml").write_text(re.findall(r'`(site = "[^`]*)`', PAGE)[0])
    commands = [words.split() for words in re.findall(r"`recipec (site[^`]*)`", PAGE)]

    assert len(commands) >= 3
    for words in (*commands, ["lint", "Dockerfile"], ["convert", "Dockerfile", "--site", "cluster.toml"]):
        assert main(words) == 0


def test_the_python_of_the_page_runs() -> None:
    Path("tool.def").write_text(GOOD)
    done = subprocess.run([sys.executable, "-c", block("python")], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "warning RC211" in done.stdout
