"""Lets the library reference show how a record is made: a ``Record`` is a named tuple, which griffe cannot know."""

from griffe import Attribute, Class, Extension, Function, Parameter, ParameterKind, Parameters

_RECORDS = {"Record", "Value"}
_EITHER = ParameterKind.positional_or_keyword


class Records(Extension):
    """Gives each record the signature that its fields make."""

    def on_class(self, *, cls: Class, **_: object) -> None:
        if not _RECORDS & {str(base) for base in cls.bases}:
            return
        fields = (
            Parameter(one.name, annotation=one.annotation, kind=_EITHER, default=one.value)
            for one in cls.members.values()
            if isinstance(one, Attribute) and one.annotation is not None and "property" not in one.labels
        )
        itself = Parameter("self", kind=_EITHER)
        cls.set_member("__init__", Function("__init__", parameters=Parameters(itself, *fields), parent=cls))
