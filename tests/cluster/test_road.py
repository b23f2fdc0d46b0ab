"""The road from a Dockerfile to a running job, as its page has it, from the first command to the last."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.cluster.conftest import Cluster
from tests.support.engines_prove import MISSING
from tests.support.pages import DOCS, Page

# What takes the place of a network: the cluster is a folder beside the laptop, and the registry is this machine's.
_SURROUNDINGS = """
set -euo pipefail
rsync() { shift; mkdir -p ../project; cp -r "${@:1:$#-1}" ../project/; cd ../project; }
recipec() {
    case $*  in
        "job model.def"*) command recipec "$@" -- --no-https ;;
        *) command recipec "$@" ;;
    esac
}
"""


def test_the_road_leads_to_its_end(cluster: Cluster) -> None:
    assert not MISSING
    page = Page.read(DOCS / "road.md")
    page = page._replace(text=page.text.replace("FROM debian:13", f"FROM {cluster.registry}/busybox"))
    laptop, project = cluster.folder / "laptop", cluster.folder / "project"
    laptop.mkdir()
    page.furnish(laptop)
    project.mkdir()
    (project / "runs").write_text(page.files["runs"])
    commands = "\n".join(block.body for block in page.blocks if block.language == "bash")
    done = subprocess.run(
        ["bash", "-c", _SURROUNDINGS + commands],
        cwd=laptop,
        env={**os.environ, "TMPDIR": str(cluster.disk), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr + "".join(map(Path.read_text, project.glob("*.out")))
    assert "rate decides\n2\nrate 1\n" in done.stdout
    assert re.findall(r"results/all/(\d)/model:rate (0\S+)", done.stdout) == [
        ("1", "0.1"),
        ("2", "0.01"),
        ("3", "0.001"),
    ]
    assert (project / "model.sif").is_file()
    assert not [path for path in cluster.disk.iterdir() if path.name.startswith("recipec-")]
