"""A script as one word of the shell, for a program that takes it as its last argument."""

from recipec.definition.lower.encode import as_file, delimiter, is_misread
from recipec.definition.lower.sheet import WAITING, Sheet
from recipec.shell.quoting import quote


def script_word(script: str, sheet: Sheet, *, is_shell: bool = False) -> str:
    """Write a script: quoted where that reads well, else by a heredoc, or by a file that holds misread lines.

    ``is_shell``: it may be indented, as whoever reads it is a shell.
    """
    if is_misread(script):
        path = f"{sheet.wait()}.sh"
        sheet.run(f"mkdir -p {WAITING}\n{as_file(path, script)}")
        return f'"$(cat {path})"'
    if "'" in script and "\n" in script:
        ending = delimiter(script)
        return f"\"$(cat <<'{ending}'\n{script}\n{ending}\n)\""
    if is_shell and "\n" in script:
        from recipec.shell.render import indent

        # The whole command is indented once more, but not what is quoted.
        return "'\n" + indent(script, "        ") + "\n    '"
    return quote(script)
