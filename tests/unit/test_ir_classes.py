"""A class that is made late is the class that attrs makes."""

import pickle
import subprocess
import sys

import attrs
import pytest

from recipec.ir.classes import frozen
from recipec.ir.steps import Copy, Shell


def test_a_class_is_made_with_its_first_instance() -> None:
    @frozen(slots=False, repr=False)
    class Point:
        x: int
        y: int = 2

    assert "__attrs_attrs__" not in vars(Point)
    assert Point(1) == Point(1, y=2)
    assert "__attrs_attrs__" in vars(Point)
    assert hash(Point(1)) == hash(Point(1))
    assert attrs.evolve(Point(1), y=3) == Point(1, 3)
    assert not hasattr(Point, "y")


def test_an_instance_is_frozen_from_the_first_on() -> None:
    @frozen(slots=False, repr=False)
    class Point:
        x: int

    point = Point(1)

    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        point.x = 2  # type: ignore[misc]  # which is what is tested


def test_a_wrong_argument_is_refused() -> None:
    @frozen(slots=False, repr=False)
    class Point:
        x: int

    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Point()  # type: ignore[call-arg]  # which is what is tested


def test_an_instance_from_another_process_is_equal() -> None:
    program = "import pickle, sys\none, same, other = pickle.load(sys.stdin.buffer)\nassert one == same != other\n"
    for values in (
        (Shell("a"), Shell("a"), Shell("b")),
        (Copy((("a",),), ("/b",)), Copy((("a",),), ("/b",)), Copy((("a",),), ("/c",))),
    ):
        done = subprocess.run([sys.executable, "-c", program], input=pickle.dumps(values), check=False)

        assert done.returncode == 0
