"""The lines of a section while it is written."""

from recipec.definition.tree import Section, Sources

INDENT = "    "


class Body:
    """Lines, each with the places in the recipe that it is made of."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.sources: list[Sources] = []

    def add(self, text: str, sources: Sources = ()) -> None:
        """Put lines at the end as they are."""
        lines = text.split("\n")
        self.lines += lines
        self.sources += [sources] * len(lines)

    def indented(self, code: str, sources: Sources = ()) -> None:
        """Put shell code at the end, indented where no text of it changes by that."""
        from recipec.shell.render import indent

        self.add(indent(code, INDENT), sources)

    def section(self, name: str, arguments: str = "") -> Section:
        """Give the section that has these lines."""
        return Section(name, arguments, tuple(self.lines), sources=tuple(self.sources))
