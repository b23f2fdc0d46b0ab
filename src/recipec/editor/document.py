"""A recipe as an editor has it: open, perhaps unfinished, with a version that changes at every key."""

import os
from functools import cached_property

from recipec.errors import RecipeError
from recipec.format import Format, detect
from recipec.source import Source, Span
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    import recipec.definition.tree as definition
    import recipec.dockerfile.tree as dockerfile
    from recipec.api import Tree
    from recipec.context import Directory

_LANGUAGES = {
    "dockerfile": Format.DOCKERFILE,
    "containerfile": Format.DOCKERFILE,
    "singularity": Format.DEFINITION,
    "apptainer": Format.DEFINITION,
}


class Document:
    """The text of a recipe, and what is read of it when somebody asks. ``path`` None: it is in no file."""

    def __init__(self, text: str, path: str | None = None, language: str = "") -> None:
        self.source = Source(text, path or "<recipe>")
        self.path = path
        self._language = language.lower()

    @property
    def text(self) -> str:
        return self.source.text

    @cached_property
    def format(self) -> Format:
        """Its format, by what the editor calls it, its name or its text; one without any is taken for a Dockerfile."""
        return _LANGUAGES.get(self._language) or detect(self.source) or Format.DOCKERFILE

    @cached_property
    def _tree(self) -> "Tree | None":
        from recipec.api import parse

        try:
            return parse(self.source, format=self.format)
        except RecipeError:
            return None

    @property
    def dockerfile(self) -> "dockerfile.File | None":
        """The tree, if it is a Dockerfile that can be read."""
        from recipec.dockerfile.tree import File

        return self._tree if isinstance(self._tree, File) else None

    @property
    def definition(self) -> "definition.File | None":
        """The tree, if it is a definition file that can be read."""
        from recipec.definition.tree import File

        return self._tree if isinstance(self._tree, File) else None

    @cached_property
    def context(self) -> "Directory | None":
        """The folder that it is in, from which it copies; None when it is in no file."""
        if self.path is None:
            return None
        from recipec.context import Directory

        return Directory(os.path.dirname(self.path) or ".", os.path.basename(self.path))

    def line_at(self, offset: int) -> Span:
        """Give the line of a place, without its end."""
        start = self.text.rfind("\n", 0, offset) + 1
        end = self.text.find("\n", offset)
        return Span(start, len(self.text) if end < 0 else end)
