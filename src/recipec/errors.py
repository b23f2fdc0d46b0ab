"""What stops us, as against what is merely wrong with a recipe."""

TYPE_CHECKING = False

if TYPE_CHECKING:
    from recipec.source import Source


class RecipeError(Exception):
    """The recipe cannot be read or written. ``span`` says where in the recipe, when that is known.

    ``source`` is the recipe that it is about; None: it is about something else, such as an option.
    """

    def __init__(self, message: str, *, span: "tuple[int, int] | None" = None, help: str | None = None) -> None:  # noqa: A002 -- the word that findings use too
        super().__init__(message)
        self.message = message
        self.span = span
        self.help = help
        self.source: Source | None = None

    def about(self, source: "Source") -> "RecipeError":
        """Say which recipe it is about, unless that is known."""
        self.source = self.source or source
        return self
