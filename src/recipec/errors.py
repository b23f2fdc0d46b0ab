"""What stops us, as against what is merely wrong with a recipe."""


class RecipeError(Exception):
    """The recipe cannot be read or written. ``span`` says where in the recipe, when that is known."""

    def __init__(self, message: str, *, span: "tuple[int, int] | None" = None, help: str | None = None) -> None:  # noqa: A002 -- the word that findings use too
        super().__init__(message)
        self.message = message
        self.span = span
        self.help = help
