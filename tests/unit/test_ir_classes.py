"""A class that attrs makes late is the class that attrs makes."""

import pickle
import subprocess
import sys

import attrs
import pytest

from recipec.ir.classes import Value, evolve, field, frozen
from recipec.ir.node import Node, Origin
from recipec.ir.steps import Copy, Shell
from recipec.source import Span

_LATE = sys.version_info < (3, 14)


@frozen(slots=False, repr=False, eq=False)
class Plain(Value):
    x: int
    y: int = 2
    z: list[int] = field(factory=list)
    told: str = field(default="", eq=False)


@frozen(slots=False, repr=False, eq=False)
class Step(Node):
    x: int
    told: str = field(default="", eq=False)


def fresh() -> tuple[type[Plain], type[Step]]:
    """Declare both once more: what attrs has made stays made."""

    @frozen(slots=False, repr=False, eq=False)
    class Plain(Value):
        x: int
        y: int = 2
        z: list[int] = field(factory=list)
        told: str = field(default="", eq=False)

    @frozen(slots=False, repr=False, eq=False)
    class Step(Node):
        x: int
        told: str = field(default="", eq=False)

    return Plain, Step  # type: ignore[return-value]  # of the same name and with the same fields


def recipec_imports(statement: str) -> bool:
    """Tell whether attrs is imported by what a process of its own runs."""
    program = f"import sys\n{statement}\nprint('attr' in sys.modules)"
    return "True" in subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout


@pytest.mark.skipif(not _LATE, reason="attrs makes the classes at once")
def test_attrs_is_imported_when_it_is_asked() -> None:
    made = "from recipec.ir.steps import Shell\nfrom recipec.ir.classes import evolve\n"
    made += "assert evolve(Shell('a'), script='b') == Shell('b') != Shell('a')\n"

    assert not recipec_imports(made)
    assert recipec_imports(made + "import attrs; assert attrs.fields(Shell).script.type is str")


@pytest.mark.skipif(not _LATE, reason="attrs makes the classes at once")
def test_attrs_makes_a_class_with_many_instances() -> None:
    early, _ = fresh()
    values = [early(number) for number in range(1000)]

    assert isinstance(vars(early)["__attrs_attrs__"], tuple)
    assert values[0] == early(0)
    assert [value.x for value in values] == list(range(1000))


def test_attrs_knows_the_fields() -> None:
    early, step = fresh()

    assert [one.name for one in attrs.fields(step)] == ["origin", "x", "told"]
    assert [one.name for one in attrs.fields(early)] == ["x", "y", "z", "told"]
    assert [one.eq for one in attrs.fields(early)] == [True, True, True, False]
    assert [one.kw_only for one in attrs.fields(step)] == [True, False, False]
    assert attrs.asdict(early(1)) == {"x": 1, "y": 2, "z": [], "told": ""}


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_value_is_the_same_before_and_after_attrs_made_its_class(when: str) -> None:
    early, step = fresh()
    one, node = early(1, told="a"), step(1, origin=Origin(Span(0, 1)))
    if when == "after":
        attrs.fields(step)
        attrs.fields(early)

    assert one == early(1, y=2, told="b") == evolve(one, told="c")
    assert hash(one.__class__) == hash(early)
    assert one != early(2)
    assert one != Plain(1)
    assert node == step(1)
    assert hash(node) == hash(step(1))
    assert evolve(node, x=2) == step(2)
    assert evolve(node, x=2).origin == Origin(Span(0, 1))
    assert attrs.evolve(one, x=3) == early(3)
    assert not hasattr(early, "y")
    assert early(1).z is not early(1).z
    match node:
        case step(x):
            assert x == 1


@pytest.mark.parametrize("made", [False, True])
def test_an_instance_is_frozen(made: bool) -> None:
    early, _ = fresh()
    one = early(1)
    if made:
        attrs.fields(early)

    for value in (one, early(1)):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            value.x = 2  # type: ignore[misc]  # which is what is tested

        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            del value.x


def test_a_wrong_argument_is_refused() -> None:
    early, step = fresh()

    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        early()  # type: ignore[call-arg]  # which is what is tested
    early, step = fresh()
    with pytest.raises(TypeError, match="unexpected keyword argument 'w'"):
        early(1, w=2)  # type: ignore[call-arg]  # likewise
    early, step = fresh()
    with pytest.raises(TypeError, match="multiple values for argument 'x'"):
        early(1, x=2)  # type: ignore[misc]  # likewise
    early, step = fresh()
    with pytest.raises(TypeError, match="positional arguments"):
        early(1, 2, [], "", 5)  # type: ignore[call-arg]  # likewise
    with pytest.raises(TypeError, match="positional arguments"):
        step(1, "", None)  # type: ignore[call-arg]  # the origin has to be named
    early, step = fresh()
    with pytest.raises(TypeError, match="unexpected keyword argument 'w'"):
        evolve(early(1), w=2)  # type: ignore[call-arg]  # likewise


def test_an_instance_from_another_process_is_equal() -> None:
    program = "import pickle, sys\none, same, other = pickle.load(sys.stdin.buffer)\nassert one == same != other\n"
    for values in (
        (Shell("a"), Shell("a"), Shell("b")),
        (Copy((("a",),), ("/b",)), Copy((("a",),), ("/b",)), Copy((("a",),), ("/c",))),
    ):
        done = subprocess.run([sys.executable, "-c", program], input=pickle.dumps(values), check=False)

        assert done.returncode == 0
