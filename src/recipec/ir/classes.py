"""What every start would pay for in the classes of the IR, and does not.

Importing attrs, and letting it make the classes of one recipe's steps, takes as long as reading that recipe. To a type
checker they are classes of attrs, and so they are to whoever asks attrs about one (``attrs.fields``, ``attrs.asdict``):
it makes the class then. Until then, and for most recipes that is never, what a value can do is written once, here:
it is made of its fields, never changes, and is equal to what holds the same in all fields that count.
"""

import sys

from recipec.typed import TYPE_CHECKING

# A class has no annotations yet in Python 3.14 when it is decorated.
if TYPE_CHECKING or sys.version_info >= (3, 14):
    from attrs import evolve, field, fields, frozen, has

    class Value:
        """What is equal to all of its class that mean the same."""

        def __eq__(self, other: object) -> bool:
            return _meaning(self) == _meaning(other) if other.__class__ is self.__class__ else NotImplemented

        def __hash__(self) -> int:
            return hash((self.__class__, *_meaning(self)))

    def _meaning(value: object) -> list[object]:
        kind = value.__class__
        assert has(kind)
        return [getattr(value, each.name) for each in fields(kind) if each.eq]

else:
    from _thread import RLock

    _ONE_AT_A_TIME = RLock()
    _MISSING = object()
    # From so many instances on, an `__init__` that is compiled for the class is worth what attrs costs.
    _MANY = 500

    class field:  # noqa: N801 -- to a reader it is a function
        """What is to be known of a field besides its name and its type: the arguments of ``attrs.field``."""

        def __init__(self, *, default=_MISSING, factory=None, eq=True):
            self.default, self.factory, self.eq = default, factory, eq

        def of_attrs(self, *, kw_only):
            """Say the same to attrs."""
            from attrs import field as made

            if self.factory is not None:
                return made(factory=self.factory, eq=self.eq, kw_only=kw_only)
            if self.default is not _MISSING:
                return made(default=self.default, eq=self.eq, kw_only=kw_only)
            return made(eq=self.eq, kw_only=kw_only)

    class _Shape:
        """The fields of a class: ``own`` are those that are not its base's, ``meaning`` those that are compared."""

        def __init__(self, base, own, *, kw_only):
            self.own, self.kw_only, self.instances = own, kw_only, 0
            every = {**base.every, **own} if base else own
            self.every = every
            self.names = every.keys()
            self.positional = (*(base.positional if base else ()), *(() if kw_only else own))
            self.defaults = {name: one.default for name, one in every.items() if one.default is not _MISSING}
            self.factories = {name: one.factory for name, one in every.items() if one.factory is not None}
            self.meaning = tuple(name for name, one in every.items() if one.eq)

        def takes(self, values, named):
            """Tell whether there is a field for each of some values, and none is given twice."""
            given = self.positional[: len(values)]
            return len(given) == len(values) and (not given or named.keys().isdisjoint(given))

    class _Late:
        """Stands where attrs keeps the fields of a class, and lets it make the class when it looks there."""

        def __get__(self, instance, cls):
            with _ONE_AT_A_TIME:
                if vars(cls).get("__attrs_attrs__") is self:
                    _make(cls)
            return vars(cls)["__attrs_attrs__"]

    class _Signature:
        """How a value is made, as attrs says it."""

        def __get__(self, instance, owner):
            from inspect import signature

            from attrs import fields

            fields(owner)
            return signature(owner.__init__).replace(parameters=[*signature(owner.__init__).parameters.values()][1:])

    def _make(cls):
        from attrs import frozen as made

        for name, one in cls.__shape__.own.items():
            setattr(cls, name, one.of_attrs(kw_only=cls.__shape__.kw_only))
        made(init=True, slots=False, repr=False, eq=False)(cls)

    def frozen(*, slots, repr, eq, kw_only=False):  # noqa: A002, ARG001 -- as attrs calls them
        """Decorate a ``Value`` as ``attrs.frozen(slots=False, repr=False, eq=False)`` does."""

        def declare(cls):
            own = {}
            for name in vars(cls).get("__annotations__", ()):
                given = vars(cls).get(name, _MISSING)
                own[name] = given if isinstance(given, field) else field(default=given)
                if given is not _MISSING:
                    delattr(cls, name)
            cls.__shape__ = _Shape(getattr(cls, "__shape__", None), own, kw_only=kw_only)
            cls.__match_args__ = cls.__shape__.positional
            cls.__attrs_attrs__ = _Late()
            # Its own, whatever attrs makes of its base in the meantime.
            cls.__init__ = Value.__init__
            return cls

        return declare

    def evolve(value, /, **changes):
        """Give a value that is another one but for some fields."""
        return value.__class__(**{**value.__dict__, **changes})

    class Value:
        """What is equal to all of its class that mean the same."""

        __signature__ = _Signature()

        def __init__(self, *values, **named):
            shape = self.__shape__
            held = self.__dict__
            held.update(shape.defaults)
            held.update(zip(shape.positional, values))  # noqa: B905 -- how many there are is looked at below
            held.update(named)
            for name, factory in shape.factories.items():
                if name not in held:
                    held[name] = factory()
            shape.instances += 1
            if shape.instances > _MANY or held.keys() != shape.names or not shape.takes(values, named):
                from attrs import fields

                # Its own `__init__` says what is wrong with arguments.
                fields(self.__class__)
                self.__class__.__init__(self, *values, **named)

        def __setattr__(self, name, value):
            from attrs.exceptions import FrozenInstanceError

            raise FrozenInstanceError

        def __delattr__(self, name):
            self.__setattr__(name, None)

        def __eq__(self, other):
            if other.__class__ is not self.__class__:
                return NotImplemented
            return self.__dict__ == other.__dict__ or _meaning(self) == _meaning(other)

        def __hash__(self):
            return hash((self.__class__, *_meaning(self)))

    def _meaning(value):
        return [*map(value.__dict__.__getitem__, value.__shape__.meaning)]


__all__ = ["Value", "evolve", "field", "frozen"]
