"""Base images that are known: what conversions say instead of asking the base when it is there."""

import pytest

import recipec
from recipec import Configuration, Format


def post(text: str, base: Configuration) -> tuple[str, list[str]]:
    """Give the definition file that a Dockerfile becomes, and the codes of what is told."""
    conversion = recipec.convert(text, format=Format.DOCKERFILE, bases={"base:1": base})
    return conversion.text, sorted({one.code for one in conversion.findings})


def dockerfile(body: str, base: Configuration) -> str:
    return recipec.convert(
        f"Bootstrap: docker\nFrom: base:1\n{body}", format=Format.DEFINITION, bases={"base:1": base}
    ).text


def test_the_start_of_the_base_is_written_out() -> None:
    base = Configuration(entrypoint=("tini", "--"), command=("bash",))
    kept, codes = post("FROM base:1\n", base)
    own_command, _ = post('FROM base:1\nCMD ["tool"]\n', base)
    own_entrypoint, _ = post('FROM base:1\nENTRYPOINT ["tool"]\n', base)

    assert '        set -- bash\n    fi\n    exec tini -- "$@"\n' in kept
    assert codes == []
    assert '        set -- tool\n    fi\n    exec tini -- "$@"\n' in own_command
    # An ENTRYPOINT takes the base's CMD away.
    assert own_entrypoint.endswith('%runscript\n    exec tool "$@"\n')


def test_a_base_that_starts_nothing_has_no_runscript() -> None:
    text, codes = post("FROM base:1\n", Configuration())

    assert text == "Bootstrap: docker\nFrom: base:1\n"
    assert codes == []


def test_a_variable_of_the_base_stays_one_where_a_shell_reads_it_and_is_a_path_elsewhere() -> None:
    base = Configuration(environment={"TOOLS": "/opt/tools", "PATH": "/bin"})
    text, codes = post("FROM base:1\nENV PATH=$TOOLS/bin:$PATH\nCOPY a.txt $TOOLS/\nRUN make\n", base)

    assert 'export PATH="$TOOLS/bin:$PATH"' in text
    assert "    a.txt /opt/tools/\n" in text
    assert codes == ["RC621"]


def test_a_backquote_in_a_variable_loses_all_so_that_all_are_said_again() -> None:
    text, _ = post("FROM base:1\nRUN make\n", Configuration(environment={"A": "`x`", "B": "plain"}))

    assert text.count("export A='`x`'\n") == 2
    assert text.count("export B=plain\n") == 2


def test_the_home_of_the_base_is_one_while_building_alone() -> None:
    text, codes = post("FROM base:1\nRUN make\n", Configuration(environment={"HOME": "/opt/app"}))

    assert text.count("export HOME=/opt/app\n") == 1
    assert "%environment" not in text
    assert codes == ["RC215"]


def test_the_shell_of_the_base_reads_the_steps() -> None:
    base = Configuration(shell=("/bin/bash", "-o", "pipefail", "-c"))
    text, _ = post("FROM base:1\nRUN a | b\n", base)

    assert "%post -c /bin/bash -e -o pipefail\n" in text


def test_steps_of_a_stage_from_a_stage_go_on_where_the_base_left_them() -> None:
    base = Configuration(workdir="/srv", user="app")
    text, codes = post("FROM base:1 AS a\nRUN one\nFROM a\nUSER root\nRUN two\n", base)

    assert "su -s /bin/sh app -c one\n" in text
    assert "\n    two\n" in text
    assert "RC101" not in codes


def test_triggers_of_the_base_come_first_and_their_place_is_that_of_the_base() -> None:
    base = Configuration(on_build=("ENV STATE=ready", "RUN echo $STATE"))
    text, _ = post("FROM base:1\nRUN make\n", base)
    refused = Configuration(on_build=("FROM other",))

    assert "export STATE=ready\n    echo $STATE\n    make\n" in text
    with pytest.raises(recipec.RecipeError, match="asks for `FROM` by ONBUILD, which builders refuse") as told:
        recipec.convert("FROM base:1\n", bases={"base:1": refused})
    assert told.value.span == (0, 11)


def test_a_base_without_user_directory_and_start_adds_nothing_to_a_dockerfile() -> None:
    text = dockerfile('%post\n    ./configure\n    make\n%runscript\n    exec "$@"\n', Configuration())

    assert "USER" not in text
    assert "cd /" not in text
    assert "ENTRYPOINT []" not in text


def test_root_does_what_post_does_and_the_user_of_the_base_starts() -> None:
    base = Configuration(user="app", workdir="/home/app")
    text = dockerfile("%post\n    ./configure\n", base)
    without_post = dockerfile("%files\n    a /opt/a\n", base)

    assert text == "FROM base:1\nUSER root\n\nRUN cd / \\\n    && ./configure\n\nUSER app\n"
    assert "USER" not in without_post
