"""Every Dockerfile of the fixtures is read as its JSON beside it says."""

import json
from pathlib import Path

import pytest

from recipec.dockerfile.parse import parse
from recipec.dockerfile.parse.shield import places
from recipec.dockerfile.tree import Instruction
from recipec.dockerfile.unparse import unparse
from recipec.errors import RecipeError
from recipec.source import Source, Span

CASES = sorted((Path(__file__).parents[2] / "fixtures/parse/dockerfile").glob("*.Dockerfile"))


def described(source: Source, instruction: Instruction) -> dict[str, object]:
    """Say what a fixture says of an instruction; what is empty is left out."""
    told = {
        "name": instruction.name,
        "lines": [source.position(place).line for place in instruction.span],
        "words": list(instruction.words),
    }
    more: dict[str, object] = {
        "json": instruction.json is not None,
        "flags": [f"--{f.name}" + ("" if f.value is None else f"={f.value}") for f in instruction.flags],
        "heredocs": [[one.name, one.body, one.expand, one.chomp] for one in instruction.heredocs],
        "comments": list(instruction.comments),
        "breaks": [[line.at, list(line.comments)] for line in instruction.breaks],
    }
    return {**told, **{key: value for key, value in more.items() if value}}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_dockerfile_is_read_as_buildkit_reads_it(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    source = Source.decode(path.read_bytes())

    if "error" in expected:
        with pytest.raises(RecipeError) as caught:
            parse(source)
        error = caught.value
        span = error.span
        assert span is not None
        assert error.message == expected["error"]
        assert source.position(span[0]).line == expected["line"]
        assert expected.get("help") in (None, error.help)
        return
    file = parse(source)

    assert [described(source, one) for one in file.instructions] == expected["instructions"]
    assert unparse(file) == source.text


def test_what_a_lowering_makes_is_written_plainly() -> None:
    from recipec.dockerfile.tree import File, Flag, Heredoc, Layout

    made = Instruction.made(
        "COPY",
        "<<'EOF' /a",
        flags=(Flag("chmod", "755"), Flag("link")),
        heredocs=(Heredoc("EOF", "text"),),
        comments=(" why",),
    )

    assert unparse(File((Layout("\n"), made))) == "\n# why\nCOPY --chmod=755 --link <<'EOF' /a\ntext\nEOF\n"


def test_a_character_of_the_value_has_a_place_in_the_source() -> None:
    source = Source("FROM a\nRUN --network=none x && \\\n    # why\n    yes\n")
    run = parse(source).instructions[1]

    assert source.text[run.place(run.value.index("yes")) :].startswith("yes")

    assert run.flags[0].span == Span(source.text.index("--"), source.text.index(" x"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the Dockerfile cannot be empty"),
        ("FROM a\nRUN " + "x" * 65_540 + "\n", "dockerfile line greater than max allowed size of 65535"),
        ("FROM a\n" + "ONBUILD " * 3_000 + "RUN x\n", "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed"),
    ],
)
def test_hostile_text_is_refused(text: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message[:30]):
        parse(Source(text))


def test_long_continuations_are_joined() -> None:
    run = parse(Source("FROM a\nRUN x \\\n" + " && y \\\n" * 20_000 + " z\n")).instructions[1]

    assert run.value.count("&&") == 20_000

    assert len(run.lines) == 20_002


def test_what_the_second_reader_finds_alone_has_a_place_that_nobody_accounts_for() -> None:
    source = Source("FROM a\nRUN b \\\n  c\nCOPY <<E /d\nUSER e\nE\nUSER f\n")
    file = parse(source)
    spans = [instruction.span for instruction in file.instructions]
    overlooked = file._replace(items=file.items[:1] + file.items[2:])

    assert list(places(file)) == spans
    assert list(places(overlooked)) == [spans[0], Span(7, 7), *spans[2:]]
