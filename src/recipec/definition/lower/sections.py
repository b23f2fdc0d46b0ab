"""The sections of a stage, in the order in which Apptainer runs them."""

from recipec.definition.lower.body import INDENT, Body
from recipec.definition.lower.environment import section as environment
from recipec.definition.lower.section_shell import bash_options
from recipec.definition.lower.sheet import PLAIN_SHELL, Block, Labelled, Sheet
from recipec.definition.lower.stage import Writer
from recipec.definition.tree import Section


def sections(writer: Writer, *, is_final: bool) -> list[Section]:
    """Write what a stage has filled. Of all but the final one, files and ``%post`` are all that later ones can take."""
    sheet = writer.sheet
    written = _files(sheet)
    if sheet.post:
        written.append(_post(sheet.post).section("post", _post_arguments(sheet)))
    if not is_final:
        return written
    exported = environment(sheet.environment)
    if exported.lines:
        written.append(exported.section("environment"))
    if writer.runscript:
        written.append(_runscript(writer).section("runscript"))
    if sheet.labels:
        written.append(_labels(sheet.labels).section("labels"))
    return written


def _files(sheet: Sheet) -> list[Section]:
    groups: dict[str | None, Body] = {}
    for line in sheet.files:
        group = groups.setdefault(line.stage, Body())
        for comment in line.comments:
            group.add(f"{INDENT}#{comment}", line.sources)
        group.add(f"{INDENT}{line.source} {line.destination}", line.sources)
    return [
        body.section("files", f"from {stage}" if stage else "")
        for stage, body in sorted(groups.items(), key=lambda item: item[0] is None)
    ]


def _post(blocks: list[Block]) -> Body:
    body = Body()
    body.add(INDENT + "umask 022  # as Docker builds; Apptainer does with 0002")
    was_long, was_apart = True, False
    for block in blocks:
        is_long = "\n" in block.code or bool(block.comments)
        if is_long or was_long or block.is_apart != was_apart:
            body.add("")
        for comment in block.comments:
            body.add(f"{INDENT}#{comment}", block.sources)
        if block.code:
            body.indented(block.code, block.sources)
        was_long, was_apart = is_long and not block.is_apart, block.is_apart
    return body


def _post_arguments(sheet: Sheet) -> str:
    if sheet.shell == PLAIN_SHELL:
        return ""
    # With -c, bash gets no flags of its own: -e is what stops at a failure.
    return " ".join(("-c", sheet.shell[0], "-e", *(bash_options(sheet.shell) or ())))


def _runscript(writer: Writer) -> Body:
    body = Body()
    for comments in writer.sheet.start_comments.values():
        for text in comments:
            body.add(f"{INDENT}#{text}".replace("#!", "# !"), writer.start)
    body.indented("\n".join(writer.runscript), writer.start)
    return body


def _labels(labels: dict[str, Labelled]) -> Body:
    body = Body()
    for key, label in labels.items():
        for comment in label.comments:
            body.add(f"{INDENT}#{comment}", label.sources)
        body.add(f"{INDENT}{key} {label.value}".rstrip(), label.sources)
    return body
