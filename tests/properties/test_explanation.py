"""What holds for every explanation: all of the recipe is told about once, and all of the output is accounted for."""

import contextlib
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

import recipec
from recipec.diagnostics.render.human import Style
from recipec.explanation.explanation import Explanation
from recipec.explanation.render.html import render as as_html
from recipec.explanation.render.json import render as as_json
from recipec.explanation.render.text import render as as_text
from tests.properties.test_convert import anything


def _lines(text: str, spans: list[recipec.Span]) -> set[int]:
    source = recipec.Source(text)
    return {
        line
        for span in spans
        for line in range(source.position(span.start).line, source.position(max(span.start, span.end - 1)).line + 1)
    }


def _explained(text: str, written_in: recipec.Format, mount_points: tuple[str, ...] = ()) -> Explanation | None:
    with contextlib.suppress(recipec.RecipeError):
        return recipec.explain(text, format=written_in, mount_points=mount_points)
    return None


POINTS = st.sampled_from(((), ("/scratch", "/opt/data")))


@given(anything, st.sampled_from(recipec.Format), POINTS)
@settings(deadline=None)
def test_everything_is_told_about_once(text: str, written_in: recipec.Format, points: tuple[str, ...]) -> None:
    explanation = _explained(text, written_in, points)
    if explanation is None:
        return
    conversion = recipec.convert(text, format=written_in, mount_points=points)
    assert explanation.text == conversion.text

    # What was said is said here, wherever it is shown.
    told = [*explanation.findings, *(finding for step in explanation.steps for finding in step.findings)]
    assert sorted(map(repr, set(told))) == sorted(map(repr, set(conversion.findings)))

    # Steps do not overlap, and stand in the order of the recipe.
    spans = [step.span for step in explanation.steps]
    assert spans == sorted(spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(step.span.holds(place.origin) for step in explanation.steps for place in step.places)


@given(anything, st.sampled_from(recipec.Format), POINTS)
@settings(deadline=None)
def test_every_line_of_the_output_is_accounted_for(
    text: str, written_in: recipec.Format, points: tuple[str, ...]
) -> None:
    explanation = _explained(text, written_in, points)
    if explanation is None:
        return
    made = _lines(explanation.text, [place.span for step in explanation.steps for place in step.places])
    own = _lines(explanation.text, list(explanation.own))
    output = recipec.Source(explanation.text)
    for number in range(1, len(output.line_starts) + 1):
        assert not output.line(number).strip() or number in made | own, output.line(number)


@given(anything)
@settings(deadline=None, max_examples=50)
def test_what_a_site_mounts_on_moves_the_places_of_nothing_else(text: str) -> None:
    before, after = (_explained(text, recipec.Format.DOCKERFILE, points) for points in ((), ("/scratch", "/opt/data")))
    if before is None or after is None:
        return
    for one, other in zip(before.steps, after.steps, strict=True):
        shown = [
            [each.text[place.span.start : place.span.end] for place in step.places]
            for each, step in ((before, one), (after, other))
        ]
        assert shown[0] == shown[1]


@given(anything, st.sampled_from(recipec.Format))
@settings(deadline=None, max_examples=50)
def test_it_can_be_shown_in_every_form(text: str, written_in: recipec.Format) -> None:
    explanation = _explained(text, written_in)
    if explanation is None:
        return
    assert as_json(explanation)
    shown = as_text(explanation, Style(width=60))
    assert all(character.isprintable() or character == "\n" for character in shown)
    assert as_html(explanation).count("<script>") == 1
