"""``recipec server``: the language server, with the configuration that the command line has too."""

import os

from recipec.checks.settings import Settings
from recipec.cli.options import Given
from recipec.diagnostics.finding import Severity
from recipec.errors import RecipeError
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from recipec.editor.server import Configure

DONE = 0


def run(given: Given) -> int:
    """Serve an editor until it says that it is done."""
    serve = _serve()

    def configured(path: str | None) -> tuple[Settings, Severity]:
        from recipec.cli.config import Configs

        # Read anew each time: somebody may be writing the configuration.
        config = Configs(given).of(os.path.dirname(path) if path is not None else ".")
        return (config.settings if path is None else config.for_file(path)), config.level

    serve(configured)
    return DONE


def _serve() -> "Callable[[Configure], None]":
    try:
        from recipec.editor.server import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise RecipeError(
            "the language server needs pygls, which is not installed", help="pip install 'recipec[lsp]'"
        ) from None
    return serve
