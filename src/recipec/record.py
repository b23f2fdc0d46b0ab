"""Named tuples as ``typing.NamedTuple`` makes them, in a fifth of its time: every start makes sixty."""

import sys

from recipec.typed import TYPE_CHECKING

# A class has no annotations yet in Python 3.14 when its metaclass makes it.
if TYPE_CHECKING or sys.version_info >= (3, 14):
    from typing import NamedTuple as Record
else:
    from collections import _tuplegetter as getter

    class _Signature:
        """How a record is made: for whoever asks ``help`` or an editor, which a conversion never does."""

        def __get__(self, instance, owner):
            from inspect import Parameter, Signature

            kind = Parameter.POSITIONAL_OR_KEYWORD
            return Signature(
                Parameter(
                    field,
                    kind,
                    default=owner._field_defaults.get(field, Parameter.empty),
                    annotation=owner.__annotations__[field],
                )
                for field in owner._fields
            )

    class _Fields(tuple):
        __slots__ = ()
        __signature__ = _Signature()

        @classmethod
        def _make(cls, values):
            made = tuple.__new__(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **named):
            made = self._make(map(named.pop, self._fields, self))
            if named:
                raise TypeError(f"Got unexpected field names: {list(named)!r}")
            return made

        __replace__ = _replace

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            return (
                f"{self.__class__.__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"
            )

        def __getnewargs__(self):
            return tuple(self)

    class _Making(type):
        def __new__(cls, name, bases, body):
            if not bases:
                return super().__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            body["_field_defaults"] = {field: body[field] for field in fields if field in body}
            defaults = tuple(body["_field_defaults"].values())

            def new(_cls, /, *values, **named):
                # Half of the records of a start have no instance.
                kind.__new__ = staticmethod(_maker(name, fields, defaults))
                return kind.__new__(_cls, *values, **named)

            body.update({field: getter(number, None) for number, field in enumerate(fields)})
            body |= {"__new__": new, "__slots__": (), "_fields": fields, "__match_args__": fields}
            kind = type(name, (_Fields,), body)
            return kind

    def _maker(name, fields, defaults):
        template = _templates.get(len(fields))
        if template is None:
            # As in the standard library, what a call costs is worth an `eval`.
            names = "".join(f"_{number}, " for number in range(len(fields)))
            template = eval(f"lambda _cls, {names}: _new(_cls, ({names}))", {"_new": tuple.__new__})  # noqa: S307 -- numbers alone
            _templates[len(fields)] = template
        # Records of as many fields differ in nothing but their names, and to compile takes ten times as long.
        code = template.__code__.replace(
            co_varnames=("_cls", *fields), co_name="__new__", co_qualname=f"{name}.__new__"
        )
        return type(template)(code, template.__globals__, "__new__", defaults)

    _templates = {}

    class Record(metaclass=_Making):
        """Fields are annotated in the class, with a default or without."""


__all__ = ["Record"]
