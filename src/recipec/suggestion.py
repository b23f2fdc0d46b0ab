"""What may have been meant by a word that nobody knows."""

from collections.abc import Iterable

# Nobody misspells a longer word, and a recipe may hold one of any length.
_LONGEST = 60
# Shorter beginnings begin too many words.
_BEGINNING = 3


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Find the known word that is most like this one; None when none is like it.

    That is the same one in other letters or without its dashes, one of a few letters' difference, one with its parts in
    another order, or the shortest one that begins like it.
    """
    words = tuple(known)
    lowered = word.lower()
    for one in words:
        if one.lower().strip("-") == lowered.strip("-"):
            return one
    if not word or len(word) > _LONGEST:
        return None
    found = _least(lowered, [(one.lower(), one) for one in words])
    if found is not None:
        return found
    parts = sorted(lowered.split("-"))
    for one in words:
        if sorted(one.lower().split("-")) == parts:
            return one
    if len(word) < _BEGINNING:
        return None
    longer = sorted((one for one in words if len(one) > len(word)), key=len)
    return _least(lowered, [(one[: len(word) + more].lower(), one) for one in longer for more in (0, 1, -1)])


def _least(word: str, candidates: list[tuple[str, str]]) -> str | None:
    """Give the first of those whose text is the fewest letters away, and few enough."""
    least, found = max(len(word), 3) // 3 + 1, None
    letters = set(word)
    for text, one in candidates:
        # To change a letter makes two of them differ at most.
        if len(letters.symmetric_difference(text)) > 2 * least:
            continue
        distance = _distance(word, text, least)
        if distance < least:
            least, found = distance, one
    return found


def suggestion(word: str, known: Iterable[str], otherwise: str | None = None, *, prefix: str = "") -> str | None:
    """Ask whether the nearest known word was meant; where none is near, say something else.

    ``prefix`` stands before words of this kind, as ``--`` before options.
    """
    found = nearest(word, known)
    return otherwise if found is None else f"did you mean `{prefix}{found}`?"


def _distance(left: str, right: str, limit: int) -> int:
    """Count the letters to change, to add, to leave out, or to swap with the next one, up to a limit."""
    if abs(len(left) - len(right)) >= limit:
        return limit
    before: list[int] = []
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        above, row = row, [i]
        for j, b in enumerate(right, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) >= limit and min(above) >= limit:
            return limit
        before = above
    return row[-1]
