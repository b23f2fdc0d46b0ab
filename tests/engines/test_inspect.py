"""What real engines write is read: SIF files of Apptainer's, layouts and archives of skopeo's."""

import os
import subprocess
from pathlib import Path

from recipec.inspection.document import Platform
from recipec.inspection.inspect import Surroundings, inspect
from tests.support.engines_prove import Engines


def test_every_form_of_an_image_says_the_same(real_engines: Engines, tmp_path: Path) -> None:
    name = f"{real_engines.address}/triggering:latest"
    around = Surroundings(Platform("linux", "amd64"), str(tmp_path / "cache"))
    for form in ("oci", "oci-archive", "docker-archive"):
        copy = (
            "skopeo",
            "copy",
            "--quiet",
            "--src-tls-verify=false",
            f"docker://{name}",
            f"{form}:{tmp_path}/{form}:it:1",
        )
        subprocess.run(copy, check=True)
    said = inspect(name, around).configuration

    assert said.on_build[0] == "COPY requirements.txt /opt/"
    assert said.command == ("cat", "/opt/installed")
    for form in ("oci", "oci-archive", "docker-archive"):
        other = inspect(f"{form}:{tmp_path}/{form}:it:1", around).configuration
        assert (other.command, other.environment) == (said.command, said.environment)


def test_a_sif_file_of_apptainer_is_read(real_engines: Engines, tmp_path: Path) -> None:
    name = f"{real_engines.address}/starting:latest"
    environment = {**os.environ, **real_engines.apptainer.environment, "APPTAINER_NOHTTPS": "1"}
    command = ("apptainer", "build", tmp_path / "it.sif", f"docker://{name}")
    subprocess.run(command, check=True, env=environment, capture_output=True)
    around = Surroundings(Platform("linux", "amd64"), str(tmp_path / "cache"))

    assert inspect(f"{tmp_path}/it.sif", around).configuration == inspect(name, around).configuration
