"""How near two texts are: edit distance by bit-parallel rows (Myers 1999, Hyyrö's form). Knows no scripts."""

from __future__ import annotations

from csassist.frozen import frozen


def distance(a: str, b: str) -> int:
    """Levenshtein distance in code points. One pass over `b`; the rows of `a` are the bits of one integer."""
    if not a:
        return len(b)
    masks: dict[str, int] = {}
    for row, char in enumerate(a):
        masks[char] = masks.get(char, 0) | 1 << row
    full, last = (1 << len(a)) - 1, 1 << (len(a) - 1)
    up, down, score = full, 0, len(a)
    for char in b:
        match = masks.get(char, 0)
        diagonal = (((match & up) + up) ^ up) | match | down
        plus = down | ~(diagonal | up) & full
        minus = up & diagonal
        score += bool(plus & last) - bool(minus & last)
        plus, minus = (plus << 1 | 1) & full, minus << 1 & full
        up = minus | ~(diagonal | plus) & full
        down = plus & diagonal
    return score


@frozen
class Wording:
    """A text made ready to be compared with many: `bag` holds each character with the number of its occurrence."""

    text: str
    bag: frozenset[int]

    @classmethod
    def of(cls, text: str) -> Wording:
        """The n-th occurrence of a character is one number: code point + n * 2^21."""
        seen: dict[str, int] = {}
        bag: list[int] = []
        for char in text:
            seen[char] = seen.get(char, 0) + 1
            bag.append(ord(char) + (seen[char] << 21))
        return cls(text, frozenset(bag))


def nearer_than(a: Wording, b: Wording, share: float) -> bool:
    """True when distance / longer length < `share` (0–1).

    A character that the other text lacks costs at least one edit, so most pairs are settled by one set operation.
    """
    longest = max(len(a.text), len(b.text))
    if longest == 0:
        return True
    if longest - len(a.bag & b.bag) >= share * longest:
        return False
    return distance(a.text, b.text) < share * longest
