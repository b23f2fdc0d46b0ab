"""A shorter way to the modules of this package, for the command alone.

Python looks into a folder for every kind of file that a module may be, which takes longer than running most modules
here. Ours are files of source with their compiled form beside them. Where that is not so, for an archive or a compiled
form that is not there or not of this source, Python's own way is taken, which also writes the compiled form.
"""

import sys
from _frozen_importlib import ModuleSpec
from _frozen_importlib_external import MAGIC_NUMBER, SourceFileLoader
from _imp import _fix_co_filename as say_where  # type: ignore[attr-defined]  # what Python's own loader calls
from io import FileIO
from marshal import loads
from os import stat, stat_result
from types import CodeType, ModuleType

from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PACKAGE = __name__.partition(".")[0]
_WORD = 0xFFFF_FFFF


class Loader(SourceFileLoader):
    """Loads a module whose source has been looked at already."""

    def __init__(self, name: str, path: str, cached: str, source: stat_result) -> None:
        super().__init__(name, path)
        self._cached = cached
        self._source = source

    def get_code(self, fullname: str) -> CodeType | None:
        try:
            # A file that is read at once needs no buffer.
            with FileIO(self._cached) as file:
                data = file.readall()
        except OSError:
            data = b""
        # PEP 552: nothing in the second word says that these are the time and the size of the source.
        words = (0, int(self._source.st_mtime) & _WORD, self._source.st_size & _WORD)
        if data[:16] != MAGIC_NUMBER + b"".join(word.to_bytes(4, "little") for word in words):
            return super().get_code(fullname)
        code = loads(memoryview(data)[16:])  # noqa: S302 -- as Python's own loader does, after the same look at it
        assert isinstance(code, CodeType)
        # It may have been compiled in another place.
        say_where(code, self.path)
        return code


class Finder:
    """Finds modules of packages that are one folder."""

    @staticmethod
    def find_spec(name: str, path: "Sequence[str] | None", target: ModuleType | None = None, /) -> ModuleSpec | None:  # noqa: ARG004 -- Python gives it
        package, _, module = name.rpartition(".")
        if path is None or len(path) != 1 or package.partition(".")[0] != _PACKAGE:
            return None
        folder, file = path[0], f"{module}.py"
        is_package = False
        try:
            source = stat(f"{folder}/{file}")
        except OSError:
            folder, file, is_package = f"{folder}/{module}", "__init__.py", True
            try:
                source = stat(f"{folder}/{file}")
            except OSError:
                return None
        origin = f"{folder}/{file}"
        cached = f"{folder}/__pycache__/{file[:-3]}.{sys.implementation.cache_tag}.pyc"
        spec = ModuleSpec(name, Loader(name, origin, cached, source), origin=origin, is_package=is_package)
        spec.has_location = True
        spec.cached = cached
        if is_package:
            spec.submodule_search_locations = [folder]
        return spec


def module(name: str) -> ModuleType:
    """Give a module of this package without the packages around it, which hold nothing: so are rules imported.

    Half of what Python does to import a module is for what is asked about modules, and nobody asks a rule's.
    """
    held = sys.modules.get(name)
    if held is not None or Finder not in sys.meta_path:
        return held or __import__(name, fromlist=("",))
    parent, _, _ = name.rpartition(".")
    folder = "/".join((sys.modules[_PACKAGE].__path__[0], *parent.split(".")[1:]))
    spec = Finder.find_spec(name, [folder])
    code = spec.loader.get_code(name) if spec is not None and isinstance(spec.loader, Loader) else None
    if code is None:
        return __import__(name, fromlist=("",))
    made = sys.modules[name] = ModuleType(name)
    made.__spec__, made.__file__ = spec, code.co_filename
    try:
        exec(code, made.__dict__)  # noqa: S102 -- as Python's own loader does
    except BaseException:
        del sys.modules[name]
        raise
    return made


def install() -> None:
    """Take the shorter way from here on, unless compiled modules are somewhere else than beside their source."""
    if sys.pycache_prefix is None and not sys.flags.optimize and sys.implementation.cache_tag:
        sys.meta_path.insert(0, Finder)
