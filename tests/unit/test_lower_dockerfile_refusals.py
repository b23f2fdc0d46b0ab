"""What Apptainer never builds is no Dockerfile either, and build arguments count wherever a template may stand."""

import pytest

from recipec.api import convert
from recipec.errors import RecipeError

_REFUSED = {
    "an agent in capitals": ("Bootstrap: Docker\nFrom: ubuntu\n", "Bootstrap: Docker", "did you mean `docker`?"),
    "an address for a name": (
        "Bootstrap: docker\nFrom: docker://ubuntu\n",
        "From: docker://ubuntu",
        "write `From: ubuntu`",
    ),
    "a name with blanks for the daemon": (
        "Bootstrap: docker-daemon\nFrom: : :\n",
        "From: : :",
        "write NAME:TAG in small letters, without variables of a shell or a scheme such as `shub://`",
    ),
    "a name with blanks below another": (
        "Bootstrap: docker\nFrom: ubuntu\nFrom: : :\n",
        "From: : :",
        "write NAME:TAG in small letters, without variables of a shell or a scheme such as `shub://`",
    ),
    "a stage that is not there": (
        "Bootstrap: docker\nFrom: ubuntu\nStage: one\n%files from two\n    /a /b\n",
        "%files from two",
        "give the stage its name: `Stage: two`",
    ),
}


@pytest.mark.parametrize("name", _REFUSED)
def test_what_no_engine_builds_is_refused_with_its_place(name: str) -> None:
    text, place, help_ = _REFUSED[name]

    with pytest.raises(RecipeError) as caught:
        convert(text)

    assert caught.value.span is not None
    assert text[slice(*caught.value.span)].strip() == place
    assert caught.value.help == help_


def test_a_build_argument_chooses_the_agent_and_the_shell() -> None:
    text = (
        "Bootstrap: {{ AGENT }}\nFrom: ubuntu\n%arguments\n    AGENT=localimage\n    SH=/bin/sh\n"
        "%post -c {{ SH }} -e\n    [[ a ]] && true\n"
    )

    written = convert(text, build_args={"AGENT": "docker", "SH": "/bin/bash"}).text

    assert "FROM ubuntu\n" in written
    assert "RUN /bin/bash -e" in written
