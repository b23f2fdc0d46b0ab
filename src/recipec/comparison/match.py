"""Two forms beside each other: what only one of them says, what both say with other words, what changed its turn."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher

from recipec.comparison.facet import Difference, Facet, Item, Said
from recipec.comparison.form import Form

# So alike are two commands of which one is the other, edited; and so far and so long is looked.
_ALIKE, _FAR, _LONG = 0.6, 20, 500
# Gives the place at which a recipe itself says something.
Find = Callable[[Item], Said]


def differences(a: Form, b: Form, find_a: Find, find_b: Find) -> tuple[Difference, ...]:
    """Give the differences, facet by facet in the order of ``Facet``."""
    found = [*_keyed(a.items, b.items, find_a, find_b)]
    for stage in dict.fromkeys((*a.steps, *b.steps)):
        found += _steps(stage, a.steps.get(stage, ()), b.steps.get(stage, ()), find_a, find_b)
    order = list(Facet)
    return tuple(sorted(found, key=lambda one: (one.stage, order.index(one.facet))))


def _keyed(a: Iterable[Item], b: Iterable[Item], find_a: Find, find_b: Find) -> Iterator[Difference]:
    left = {(item.facet, item.stage, item.key): item for item in a}
    right = {(item.facet, item.stage, item.key): item for item in b}
    for key in dict.fromkeys((*left, *right)):
        one, other = left.get(key), right.get(key)
        if one is None or other is None or one.text != other.text:
            yield Difference(*key, None if one is None else find_a(one), None if other is None else find_b(other))


def _steps(stage: str, a: tuple[Item, ...], b: tuple[Item, ...], find_a: Find, find_b: Find) -> Iterator[Difference]:
    rest_a, rest_b = _without(a, b), _without(b, a)
    only_a, only_b = rest_a, rest_b
    installs = _packages(rest_a, rest_b)
    for package, one, other in installs:
        yield Difference(
            Facet.PACKAGES,
            stage,
            package,
            None if one is None else find_a(one)._replace(text=package),
            None if other is None else find_b(other)._replace(text=package),
        )
    if installs:
        heads_a = Counter(item.head for item in rest_a if item.packages)
        heads_b = Counter(item.head for item in rest_b if item.packages)
        only_a = [item for item in rest_a if not (item.packages and heads_a[item.head] == heads_b[item.head])]
        only_b = [item for item in rest_b if not (item.packages and heads_a[item.head] == heads_b[item.head])]
    yield from _lines(stage, only_a, only_b, find_a, find_b)
    common_a, common_b = _leave(a, rest_a), _leave(b, rest_b)
    if [item.text for item in common_a] != [item.text for item in common_b]:
        yield from _moved(stage, common_a, common_b, find_a, find_b)


def _lines(stage: str, a: list[Item], b: list[Item], find_a: Find, find_b: Find) -> Iterator[Difference]:
    """Give what only one says; what both say of one thing in other words is one difference."""
    left = list(b)
    for item in a:
        other = next((one for one in left if (one.facet, one.key) == (item.facet, item.key)), None)
        other = _nearest(item, left) if other is None else other
        if other is not None:
            # What stands before it in the other recipe comes first, so that both are read in their order.
            at = next(number for number, one in enumerate(left) if one is other)
            yield from (Difference(one.facet, stage, one.key, None, find_b(one)) for one in left[:at])
            left = left[at + 1 :]
        yield Difference(item.facet, stage, item.key, find_a(item), None if other is None else find_b(other))
    yield from (Difference(item.facet, stage, item.key, None, find_b(item)) for item in left)


def _nearest(item: Item, others: list[Item]) -> Item | None:
    """Find the command that was this one before it was edited: the same program with nearly the same words."""
    program = item.key.partition(" ")[0]
    best, score = None, _ALIKE
    for other in others[:_FAR]:
        if other.facet is item.facet is Facet.COMMANDS and other.key.partition(" ")[0] == program:
            found = SequenceMatcher(None, item.text[:_LONG], other.text[:_LONG]).ratio()
            if found > score:
                best, score = other, found
    return best


def _without(steps: tuple[Item, ...], others: tuple[Item, ...]) -> list[Item]:
    """Give the steps that the other recipe does not have as often."""
    left = Counter(item.text for item in others)
    rest: list[Item] = []
    for item in steps:
        if left[item.text]:
            left[item.text] -= 1
        else:
            rest.append(item)
    return rest


def _leave(steps: tuple[Item, ...], rest: list[Item]) -> list[Item]:
    gone = {id(item) for item in rest}
    return [item for item in steps if id(item) not in gone]


def _packages(a: list[Item], b: list[Item]) -> list[tuple[str, Item | None, Item | None]]:
    """Give the packages that only one of two recipes installs, of the commands that differ."""
    left = {package: item for item in a for package in item.packages}
    right = {package: item for item in b for package in item.packages}
    return [(package, left.get(package), right.get(package)) for package in sorted(left.keys() ^ right.keys())]


def _moved(stage: str, a: list[Item], b: list[Item], find_a: Find, find_b: Find) -> Iterator[Difference]:
    matcher = SequenceMatcher(None, [item.text for item in a], [item.text for item in b], autojunk=False)
    stays_a: set[int] = set()
    stays_b: set[int] = set()
    for block in matcher.get_matching_blocks():
        stays_a |= set(range(block.a, block.a + block.size))
        stays_b |= set(range(block.b, block.b + block.size))
    moved = [number for number in range(len(a)) if number not in stays_a]
    places: dict[str, list[int]] = {}
    for number in range(len(b)):
        if number not in stays_b:
            places.setdefault(b[number].text, []).append(number)
    for number in moved:
        other = places[a[number].text].pop(0)
        yield Difference(
            Facet.ORDER,
            stage,
            a[number].text,
            _turn(a, number, find_a(a[number])),
            _turn(b, other, find_b(b[other])),
        )


def _turn(steps: list[Item], number: int, said: Said) -> Said:
    before = f"behind `{_short(steps[number - 1].text)}`" if number else "first"
    return said._replace(text=f"{_short(said.text)}: {before}")


def _short(text: str) -> str:
    line = text.partition("\n")[0]
    return line if len(line) <= 60 and line == text else f"{line[:59]}…"
