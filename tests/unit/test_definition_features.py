"""What releases accept."""

import pytest

from recipec.definition.lift.features import AGENTS, HEADERS, SECTIONS, Engine, refused
from recipec.definition.parse import parse
from recipec.definition.parse.header import KEYS
from recipec.definition.tree import APP_SECTIONS
from recipec.definition.tree import SECTIONS as NAMES
from recipec.source import Source

_HEAD = "Bootstrap: docker\nFrom: alpine\n"


def test_the_tables_know_every_key_and_section() -> None:
    assert {key.removesuffix("&n") for key in KEYS} == set(HEADERS)
    assert set(SECTIONS) == NAMES | APP_SECTIONS


@pytest.mark.parametrize(
    ("text", "engine", "is_accepted"),
    [
        (_HEAD, Engine("singularity", (3, 0)), True),
        (_HEAD + "%arguments\nA=1\n", Engine("apptainer", (1, 1)), False),
        (_HEAD + "%arguments\nA=1\n", Engine("apptainer", (1, 2)), True),
        (_HEAD + "%arguments\nA=1\n", Engine("singularity", (4, 0)), True),
        (_HEAD + "Fingerprints: x\n", Engine("singularity", (3, 6, 4)), False),
        (_HEAD + "Fingerprints: x\n", Engine("singularity", (3, 7)), True),
        (_HEAD + "OtherURL3: x\n", Engine("singularity", (3, 4)), True),
        (_HEAD + "ConfURL: x\n", Engine("singularity", (4, 5, 1)), False),
        (_HEAD + '%files\n"a b" c\n', Engine("singularity", (3, 6, 4)), False),
        (_HEAD + "Stage: x\n", Engine("classic", (2, 6)), True),
        (_HEAD + "\n" + _HEAD, Engine("classic", (2, 6)), False),
        (_HEAD + "%appstart x\n", Engine("classic", (2, 6)), False),
        ("Bootstrap: dnf\n", Engine("apptainer", (1, 3, 6)), False),
        ("Bootstrap: dnf\n", Engine("apptainer", (1, 4)), True),
        ("Bootstrap: sandbox\n", Engine("singularity", (3, 4, 2)), True),
        ("Bootstrap: sandbox\n", Engine("singularity", (3, 5)), False),
        ("Bootstrap: {{ AGENT }}\n", Engine("apptainer", (1, 4)), True),
        ("Bootstrap: Docker\n", Engine("apptainer", (1, 4)), False),
    ],
)
def test_a_release_accepts_what_it_has(text: str, engine: Engine, is_accepted: bool) -> None:
    assert (not list(refused(parse(Source(text)), engine, "it"))) is is_accepted


def test_every_agent_is_accepted_by_some_release() -> None:
    assert all(since.apptainer or since.singularity or since.classic for since in AGENTS.values())
