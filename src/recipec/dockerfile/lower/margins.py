"""The margin of a script: in sections people indent their commands by more or less."""

from bisect import bisect_right

from recipec.shell.script import Script


def aligned(script: Script) -> str:
    """Let every command and comment of a script begin in the first column, and what it goes on with move along."""
    lines = script.text.split("\n")
    if not script.is_understood or not any(line.startswith((" ", "\t")) for line in lines):
        return script.text
    from recipec.shell.render import line_starts_in_code

    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    in_code = line_starts_in_code(script.text)
    spans = [statement.span for statement in script.body.statements] + list(script.body.comments)
    for span in spans:
        first, last = bisect_right(starts, span.start) - 1, bisect_right(starts, span.end) - 1
        margin = lines[first][: span.start - starts[first]] if first < len(lines) else ""
        if not margin or margin.strip():
            continue
        for number in range(first, last + 1):
            if in_code[number]:
                lines[number] = _less(lines[number], margin, lines[number - 1] if number > first else "")
    return "\n".join(lines)


def _less(line: str, margin: str, above: str) -> str:
    """Take a margin off a line. A blank may be all that parts a word from the one above, where a backslash ends it."""
    shared = next((at for at, (one, other) in enumerate(zip(line, margin, strict=False)) if one != other), len(margin))
    kept = line[shared:]
    parts = above.endswith("\\") and not above[:-1].endswith((" ", "\t"))
    return " " + kept if parts and line[:1] in (" ", "\t") and kept[:1] not in (" ", "\t") else kept
