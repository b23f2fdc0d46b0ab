"""The words behind a program's name: options, their values, operands."""

from functools import lru_cache

from recipec.shell.syntax import Word

# Every program has its own.
_options = lru_cache(256)(lambda names: frozenset(names.split()))


def split(words: tuple[Word, ...], valued: str) -> tuple[list[Word], dict[str, Word | None]]:
    """Part operands from options. ``valued`` names the options that take the next word as their value."""
    takes = _options(valued)
    operands: list[Word] = []
    options: dict[str, Word | None] = {}
    waiting = ""
    only_operands = False
    for word in words:
        raw = word.raw if word.value is None else word.value
        if waiting:
            options[waiting] = word
            waiting = ""
        elif only_operands or not raw.startswith("-") or raw == "-":
            operands.append(word)
        elif raw == "--":
            only_operands = True
        elif raw.startswith("--"):
            name, equals, value = raw.partition("=")
            if equals:
                options[name] = tail(word, len(name) + 1, value)
            elif name in takes:
                waiting = name
            else:
                options[name] = None
        else:
            for index, letter in enumerate(raw[1:], 2):
                name = "-" + letter
                options.setdefault(name, None)
                if name in takes:
                    if index < len(raw):
                        options[name] = tail(word, index, raw[index:])
                    else:
                        waiting = name
                    break
    return operands, options


def tail(word: Word, length: int, value: str) -> Word:
    """Cut the name of an option off a word that also holds its value."""
    first = word.parts[0] if word.parts else ""
    if word.value is None and isinstance(first, str) and len(first) >= length:
        return word._replace(parts=(first[length:], *word.parts[1:]), raw=value)
    return word._replace(
        value=value if word.value is not None else None, raw=value, parts=(value,) if word.value else (None,)
    )
