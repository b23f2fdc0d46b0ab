"""Immutable records: ``attrs.frozen`` as far as recipec needs it, without its price at start.

Importing attrs takes three times as long as starting Python, and each class 0.6 ms more, which every
``recipec convert`` would pay for some sixty classes. Nothing is generated or compiled here. Type checkers
know these records as dataclasses.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import ClassVar, TypeVar, dataclass_transform, overload

T = TypeVar("T")
Key = Callable[[object], object]


class _Nothing:
    """No default: the value has to be given."""


_NOTHING = _Nothing()


class _Field:
    """What ``field`` says about a field of a record."""

    def __init__(
        self,
        default: object = _NOTHING,
        *,
        factory: Callable[[], object] | None = None,
        eq: bool = True,
        repr: bool = True,  # noqa: A002 -- the names of attrs and dataclasses
    ) -> None:
        self.default = default
        self.factory = factory
        self.eq = eq
        self.repr = repr


@overload
def field(*, default: T, eq: bool = True, repr: bool = True) -> T: ...
@overload
def field(*, factory: Callable[[], T], eq: bool = True, repr: bool = True) -> T: ...
def field(
    *,
    default: object = _NOTHING,
    factory: Callable[[], object] | None = None,
    eq: bool = True,
    repr: bool = True,  # noqa: A002 -- the names of attrs and dataclasses
) -> object:
    """Describe a field: ``eq=False`` leaves it out of comparing and hashing, ``factory`` makes a default of its own."""
    return _Field(default, factory=factory, eq=eq, repr=repr)


class FrozenError(AttributeError):
    """A record was to be changed; ``evolve`` makes a changed copy instead."""


class Record:
    """What all records have in common; made by ``frozen`` and not to be inherited from by hand."""

    _fields_: ClassVar[dict[str, _Field]] = {}
    _order_: ClassVar[tuple[str, ...]] = ()
    _defaults_: ClassVar[dict[str, object]] = {}
    _factories_: ClassVar[tuple[tuple[str, Callable[[], object]], ...]] = ()
    _key_: ClassVar[Key]


def _init(self: Record, *values: object, **named: object) -> None:
    cls = type(self)
    state = self.__dict__
    state.update(cls._defaults_)
    for name, factory in cls._factories_:
        if name not in named:
            state[name] = factory()
    if values:
        state.update(zip(cls._order_, values, strict=False))
    if named:
        state.update(named)
    given_twice = values and not named.keys().isdisjoint(cls._order_[: len(values)])
    if given_twice or len(state) != len(cls._fields_) or len(values) > len(cls._order_):
        raise TypeError(f"{cls.__name__} has the fields {', '.join(cls._fields_)}")


def _eq(self: Record, other: object) -> bool:
    cls = type(self)
    return self is other or (type(other) is cls and bool(cls._key_(self) == cls._key_(other)))


def _hash(self: Record) -> int:
    cls = type(self)
    return hash((cls, cls._key_(self)))


def _repr(self: Record) -> str:
    cls = type(self)
    shown = (f"{name}={getattr(self, name)!r}" for name, spec in cls._fields_.items() if spec.repr)
    return f"{cls.__name__}({', '.join(shown)})"


def _refuse(self: Record, name: str, *_: object) -> None:
    raise FrozenError(f"{type(self).__name__} is frozen: its {name} cannot change")


def _no_key(_: object) -> object:
    return ()


@overload
def frozen(cls: type[T]) -> type[T]: ...
@overload
def frozen(*, kw_only: bool = False) -> Callable[[type[T]], type[T]]: ...
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T] | None = None, *, kw_only: bool = False) -> type[T] | Callable[[type[T]], type[T]]:
    """Make a class a record of its annotated fields; ``kw_only``: they can only be given by name."""
    if cls is None:
        return lambda each: _made(each, kw_only=kw_only)
    return _made(cls, kw_only=kw_only)


def _made(cls: type[T], *, kw_only: bool) -> type[T]:
    fields: dict[str, _Field] = dict(getattr(cls, "_fields_", {}))
    order: tuple[str, ...] = getattr(cls, "_order_", ())
    for name, annotation in cls.__dict__.get("__annotations__", {}).items():  # noqa: RUF063 -- inspect is slow to import
        if str(annotation).startswith(("typing.ClassVar", "ClassVar")):
            continue
        given = cls.__dict__.get(name, _NOTHING)
        fields[name] = given if isinstance(given, _Field) else _Field(given)
        if not kw_only and name not in order:
            order += (name,)
        if name in cls.__dict__:
            # Else the default would be found on the class when an instance lacks the field.
            delattr(cls, name)
    compared = tuple(name for name, spec in fields.items() if spec.eq)
    attributes: dict[str, object] = {
        "_fields_": fields,
        "_order_": order,
        "_defaults_": {name: spec.default for name, spec in fields.items() if spec.default is not _NOTHING},
        "_factories_": tuple((name, spec.factory) for name, spec in fields.items() if spec.factory is not None),
        "_key_": staticmethod(attrgetter(*compared) if compared else _no_key),
        "__match_args__": order,
        "__init__": _init,
        "__eq__": _eq,
        "__hash__": _hash,
        "__setattr__": _refuse,
        "__delattr__": _refuse,
    }
    if "__repr__" not in cls.__dict__:
        attributes["__repr__"] = _repr
    for name, value in attributes.items():
        setattr(cls, name, value)
    return cls


def evolve(record: T, **changes: object) -> T:
    """Copy a record with some fields changed."""
    fields: dict[str, _Field] = getattr(type(record), "_fields_", {})
    if not changes.keys() <= fields.keys():
        raise TypeError(f"{type(record).__name__} has the fields {', '.join(fields)}")
    copy = object.__new__(type(record))
    state = record.__dict__
    # What a cached property keeps is not a field, and would be out of date in the copy.
    copy.__dict__.update({name: state[name] for name in fields})
    copy.__dict__.update(changes)
    return copy
