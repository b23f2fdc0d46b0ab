"""Tree to text: what was read comes back as it was, what was made is written plainly."""

from recipec.dockerfile.tree import File, Flag, Instruction, Item


def unparse(file: File) -> str:
    """Write a file. What has a text of its own keeps it, to the byte."""
    return "".join(map(text, file.items))


def text(item: Item) -> str:
    """Write an instruction, or what stands between instructions."""
    if not isinstance(item, Instruction):
        return item.text
    return item.raw or write(item)


def write(instruction: Instruction) -> str:
    """Write an instruction that was made, comments above it and here-documents below it."""
    parts = ["#" + comment + "\n" for comment in instruction.comments]
    words = [instruction.keyword, *(_flag(flag) for flag in instruction.flags)]
    if instruction.value:
        words.append(instruction.value)
    parts.append(" ".join(words) + "\n")
    for heredoc in instruction.heredocs:
        parts.append(heredoc.body)
        if heredoc.body and not heredoc.body.endswith("\n"):
            parts.append("\n")
        parts.append(heredoc.name + "\n")
    return "".join(parts)


def _flag(flag: Flag) -> str:
    if flag.value is None:
        return "--" + flag.name
    return f"--{flag.name}={quote_flag(flag.value)}"


def quote_flag(value: str) -> str:
    """Quote the value of a flag where a blank or a quote would end or change it."""
    if not any(character in value for character in " \t\v\f\r'\"\\"):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
