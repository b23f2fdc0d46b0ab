"""``recipec sync``: whether pairs of recipes are in step, and what brings them there."""

import os
import sys

from recipec.cli import output, talk, terminal
from recipec.cli.given import context_of, folder_of, recipe
from recipec.cli.options import Given, value
from recipec.cli.pairs import Pair, chosen
from recipec.diagnostics.render.columns import on_a_line, visible
from recipec.errors import RecipeError
from recipec.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from recipec.context import Context

IN_STEP, DIFFERS, FAILED = 0, 1, 2


def run(given: Given) -> int:
    """Look at every pair; the worst of them decides how it ends."""
    pairs = chosen(given)
    codes = [_look(pair, given) for pair in pairs]
    stale = sum(code == DIFFERS and not pair.by_meaning for pair, code in zip(pairs, codes, strict=True))
    _sum(codes, stale, given)
    return max(codes, default=IN_STEP)


def _sum(codes: list[int], stale: int, given: Given) -> None:
    out, failed = codes.count(DIFFERS), codes.count(FAILED)
    if len(codes) == 1:
        if not failed:
            talk.note(given, f"the pair is {'not ' if out else ''}in step")
    elif out or failed:
        said = [f"{out} of {len(codes)} pairs {'is' if out == 1 else 'are'} not in step"] if out else []
        said += [f"{failed} of {len(codes)} could not be compared"] if failed else []
        talk.note(given, ", ".join(said))
    else:
        talk.note(given, f"{len(codes)} pairs are in step")
    if stale:
        talk.note(given, "  = help: with `--write`, what the source is converted to is written")


def _look(pair: Pair, given: Given) -> int:
    try:
        return _by_meaning(pair, given) if pair.by_meaning else _by_text(pair, given)
    except RecipeError as error:
        talk.error(given, error)
        return FAILED


def _by_text(pair: Pair, given: Given) -> int:
    from recipec.cli.convert import converted

    if os.path.isdir(pair.output):
        raise RecipeError(f"the output `{pair.output}` is a directory", help="name a file in it")
    if os.path.exists(pair.output) and not os.path.isfile(pair.output):
        # A pipe would keep us waiting for somebody who writes to it.
        raise RecipeError(f"the output `{pair.output}` is no file")
    text = converted(recipe(pair.source), pair.given).text
    held = _held(pair.output)
    if held == text.encode("utf-8", "surrogateescape"):
        talk.detail(given, f"`{pair.output}` is what `{pair.source}` is converted to")
        return IN_STEP
    if "write" in given:
        output.write(text, pair.output, force=True)
        talk.note(given, f"wrote `{pair.output}`")
        return IN_STEP
    if talk.is_quiet(given):
        shown = f"{on_a_line(f'`{pair.output}` is not what `{pair.source}` is converted to')}\n"
    else:
        style = terminal.style(value(given, "color") or "auto", sys.stdout)
        shown = _changes(pair, held, text, colour=style.colour)
    terminal.write(shown, sys.stdout)
    return DIFFERS


def _held(path: str) -> bytes | None:
    """Read what is there; None: nothing is."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RecipeError(f"cannot read `{path}`: {(error.strerror or 'unreadable').lower()}") from None


def _changes(pair: Pair, held: bytes | None, text: str, *, colour: bool) -> str:
    """Show what would change in the output."""
    from recipec.cli.difference import difference

    before = b"" if held is None else held
    name = pair.output if held is not None else f"{pair.output} (not there yet)"
    names = (name, f"{pair.output} (from {pair.source})")
    shown = difference(before.decode(errors="surrogateescape"), text, names, colour=colour)
    return shown if colour else visible(shown)


def _by_meaning(pair: Pair, given: Given) -> int:
    from recipec.cli.diff import show
    from recipec.cli.given import build_args
    from recipec.comparison import diff
    from recipec.format import Format

    said = value(pair.given, "from")
    found = diff(
        recipe(pair.source),
        recipe(pair.output),
        format_a=None if said is None else Format(said),
        context_a=_context(pair, pair.source),
        context_b=_context(pair, pair.output),
        build_args=build_args(pair.given),
        stage=value(pair.given, "stage"),
        target=value(pair.given, "target"),
        ignore=pair.ignore,
    )
    if found.same:
        talk.detail(given, f"`{pair.source}` and `{pair.output}` mean the same")
        return IN_STEP
    show(found, given)
    return DIFFERS


def _context(pair: Pair, name: str) -> "Context":
    from recipec.context import Directory

    folder = context_of(pair.given) or folder_of(name) or "."
    return Directory(folder, os.path.relpath(name, folder))
