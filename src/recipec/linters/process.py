"""Running a linter and reading its JSON."""

import json
import subprocess

from recipec.errors import RecipeError


def run(command: tuple[str, ...], text: str | None, install: str) -> object:
    """Run a linter on a text, or on the files that its command names, and give the JSON that it prints."""
    try:
        done = subprocess.run(
            command,
            input=None if text is None else text.encode("utf-8", "surrogatepass"),
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            check=False,
        )
    except OSError:
        raise RecipeError(
            f"`{command[0]}` is not installed", help=f"`{install}`, or leave out `--{command[0]}`"
        ) from None
    try:
        answer: object = json.loads(done.stdout.decode("utf-8", "replace"))
    except ValueError:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise RecipeError(f"`{command[0]}` gave no answer: {said or f'exit code {done.returncode}'}") from None
    return answer
