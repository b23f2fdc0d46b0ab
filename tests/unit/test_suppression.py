"""Comments that say that a finding is known."""

import pytest

from recipec import Format, Severity, Source, lint
from recipec.checks.fixing import fix

HEAD = "Bootstrap: docker\nFrom: debian:12\n\n"


def found(text: str) -> list[str]:
    return [one.code for one in lint(text, format=Format.DEFINITION).findings if one.severity is not Severity.INFO]


@pytest.mark.parametrize(
    "text",
    [
        "%post\n    # recipec: ignore[RC104]\n    sudo make\n",
        "%post\n    # recipec: ignore[sudo]\n\n    # why\n    sudo make\n",
        "%post\n    sudo make  # recipec: ignore[RC104]\n",
        "%post\n    #recipec:ignore[RC104, RC301]\n    sudo make && make install\n    make clean\n",
        "# recipec: ignore[RC104]\n%post\n    make\n    sudo make\n",
        "%post  # recipec: ignore[RC104]\n    make\n    sudo make\n",
        "%post\n    make\n    sudo make\n# recipec: ignore-file[RC104]\n",
        "%post\n    # recipec: ignore[rc104]\n    make \\\n        install; \\\n    sudo make\n",
    ],
)
def test_what_is_known_is_not_found(text: str) -> None:
    assert found(HEAD + text) == []


def test_a_comment_speaks_of_the_next_line_only() -> None:
    text = "%post\n    # recipec: ignore[RC904]\n    chmod 777 /a\n    chmod 777 /b\n"

    assert found(HEAD + text) == ["RC904"]


def test_a_comment_in_a_dockerfile_speaks_of_the_next_instruction() -> None:
    text = "FROM debian:12\n# recipec: ignore[RC104]\nRUN make \\\n  # more\n  && sudo make\nRUN sudo make\n"
    (finding,) = (one for one in lint(text, format=Format.DOCKERFILE).findings if one.code == "RC104")

    assert finding.span is not None
    assert finding.span.start > text.rindex("RUN")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("%post\n    # recipec: ignore[RC104]\n    make\n", "%post\n    make\n"),
        ("%post\n    make  # recipec: ignore[RC104]\n", "%post\n    make\n"),
        (
            "%post\n    # recipec: ignore[RC301,RC104]\n    sudo make\n",
            "%post\n    # recipec: ignore[RC104]\n    sudo make\n",
        ),
        (
            "%post\n    # recipec: ignore[RC104, RC301]\n    sudo make\n",
            "%post\n    # recipec: ignore[RC104]\n    sudo make\n",
        ),
    ],
)
def test_what_is_said_for_nothing_is_found_and_fixed(text: str, left: str) -> None:
    fixed = fix(Source(HEAD + text, "a.def"), lambda source: lint(source).findings)

    assert found(HEAD + text) == ["RC092"]
    assert fixed.text == HEAD + left


def test_comments_of_other_tools_are_left_alone() -> None:
    text = "# check=skip=all\nFROM debian:12\n# hadolint ignore=DL3004\nRUN sudo make\n"

    assert [one.code for one in lint(text, format=Format.DOCKERFILE).findings if one.code == "RC092"] == []
